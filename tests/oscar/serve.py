"""Seeds an oscar shop in a folder and serves it: `python -m tests.oscar.serve FOLDER ADDRESS FD`.

FD is the descriptor of a socket that is bound to the address.

Runs with the interpreter of the oscar virtual environment; `server.py` starts it.
"""

import os
import sys
from io import BytesIO
from pathlib import Path


def main() -> None:
    """Seed once a folder, then hand over to gunicorn."""
    folder, address, descriptor = Path(sys.argv[1]), sys.argv[2], sys.argv[3]
    folder.mkdir(parents=True, exist_ok=True)
    os.environ["OSCAR_SHOP_FOLDER"] = str(folder)
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.oscar.shop.settings"
    if not (folder / "seeded").exists():
        _seed(address.removeprefix("http://"))
        (folder / "seeded").touch()
    # One worker and one thread: oscar's thumbnails lock SQLite, and a lock answers 500.
    gunicorn = [
        "gunicorn",
        "-b",
        f"fd://{descriptor}",
        "-w",
        "1",
        "--threads",
        "1",
        "--log-level",
        "warning",
    ]
    os.execv(sys.executable, [sys.executable, "-m", *gunicorn, "tests.oscar.shop.wsgi"])


def _seed(domain: str) -> None:
    import django

    django.setup()
    from django.contrib.sites.models import Site
    from django.core.management import call_command
    from django.db import transaction

    call_command("migrate", verbosity=0)
    call_command("oscar_populate_countries", "--initial-only", verbosity=0)
    Site.objects.update_or_create(pk=1, defaults={"domain": domain, "name": "Frobshop"})
    with transaction.atomic():
        _put_products()
    call_command("rebuild_index", interactive=False, verbosity=0)


def _put_products() -> None:
    from django.core.files.base import ContentFile
    from oscar.apps.catalogue.categories import create_from_breadcrumbs
    from oscar.core.loading import get_model

    from tests.marketplace.pictures import picture
    from tests.oscar.stock import stock

    product_class = get_model("catalogue", "ProductClass").objects.create(name="Goods")
    partner = get_model("partner", "Partner").objects.create(name="Frobshop")
    product_model = get_model("catalogue", "Product")
    for number, item in enumerate(stock()):
        product = product_model.objects.create(
            product_class=product_class,
            title=item.title,
            upc=item.upc,
            description=item.description,
        )
        product.categories.add(create_from_breadcrumbs(item.category))
        get_model("partner", "StockRecord").objects.create(
            product=product,
            partner=partner,
            partner_sku=item.upc,
            price_currency="GBP",
            price=item.price,
            num_in_stock=20,
        )
        if item.picture:
            data = BytesIO(picture(item.picture, number)).getvalue()
            image = get_model("catalogue", "ProductImage")(product=product, display_order=0)
            image.original.save(f"{item.upc}.jpg", ContentFile(data))


if __name__ == "__main__":
    main()
