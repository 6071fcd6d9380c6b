"""Oscar's own addresses, its pictures, and a sitemap of its products."""

from django.apps import apps
from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.contrib.sitemaps.views import sitemap
from django.urls import include, path, re_path
from django.views.static import serve
from oscar.core.loading import get_model


class ProductSitemap(Sitemap):
    """All products: the shop's own lists lose some, because its search orders ties differently a page."""

    protocol = "http"

    def items(self):
        return get_model("catalogue", "Product").objects.browsable().order_by("id")


urlpatterns = [
    path("i18n/", include("django.conf.urls.i18n")),
    path("sitemap.xml", sitemap, {"sitemaps": {"products": ProductSitemap}}),
    re_path(r"^media/(?P<path>.*)$", serve, {"document_root": settings.MEDIA_ROOT}),
    path("", include(apps.get_app_config("oscar").urls[0])),
]
