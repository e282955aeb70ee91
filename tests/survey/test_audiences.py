"""The client's words for its audiences meet the three names that everybody shares."""

import pytest

from cxresearch.survey.audiences import is_employees, note_on, ordered, rename_map, shared_name


@pytest.mark.parametrize(
    ("said", "shared"),
    [
        ("leaders", "Leadership"), ("Management ", "Leadership"), ("C-suite", "Leadership"),
        ("SENIOR MANAGEMENT", "Leadership"),
        ("Board of Directors", "Leadership"), ("Employees", "Staff"), ("front-line", "Staff"),
        ("team members", "Staff"),
        ("customer", "Customers"), ("Guests", "Customers"), ("clients", "Customers"),
        ("Geschäftsführung", "Leadership"), ("Mitarbeitende", "Staff"), ("Kundschaft", "Customers"),
        ("Comité de direction", "Leadership"), ("Plantilla", "Staff"), ("Clientela", "Customers"),
        ("Zarząd", "Leadership"), ("Medarbejdere", "Staff"), ("お客様", "Customers"), ("Fahrgäste", "Fahrgäste"),
        ("  Patients  ", "Patients"), ("Top", "Top"), ("Suite", "Suite"), ("Customers of B", "Customers of B"),
        (3, "3"),
    ],
)  # fmt: skip
def test_usual_words_get_the_shared_name_and_others_stay(said, shared):
    assert shared_name(said) == shared


def test_names_that_look_alike_become_one_and_blanks_stay():
    renamed = rename_map(["Patients", "PATIENTS ", "Employees", "Staff", "", " "])
    assert renamed == {"PATIENTS ": "Patients", "Employees": "Staff"}
    assert rename_map(["Leadership", "Staff", "Customers"]) == {}
    assert note_on({"Employees": "Staff"}) == "audience names mapped: 'Employees' -> 'Staff'"


def test_the_order_is_leaders_staff_customers_then_as_they_came():
    assert ordered(["Suppliers", "Customers", "Partners", "Staff", "Suppliers", "Leadership"]) == [
        "Leadership", "Staff", "Customers", "Suppliers", "Partners",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "employed"),
    [
        ("Leadership", True), ("Staff", True), ("Store staff", True), ("Branch managers", True),
        ("Night crew", True), ("Teachers", True),
        ("Bordpersonal", True), ("Filialleitung Nord", True), ("Reinigungskräfte", True), ("Steam", False),
        ("Radfahrer", False), ("Firmenkunden", False), ("Kunden des Teams", False), ("Ausbildungspersonal", True),
        ("Mitarbeiter", True), ("Customers", False), ("Parents", False), ("Patients", False),
        ("Customers of our team", False), ("", False),
    ],
)  # fmt: skip
def test_who_is_protected(name, employed):
    assert is_employees(name) is employed
