"""Annexes in the shapes that offices hand in: Consiglio territoriale, FAMI, Piano di zona."""
