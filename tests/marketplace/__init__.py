"""Lantern Market (灯市): the sample marketplace on loopback that the demo crawls and quality is measured on."""
