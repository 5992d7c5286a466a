"""What the documents of the tests say."""

from typing import Any

LETTER: dict[str, Any] = {
    "city": "Gemeente Rotterdam",
    "addressee": ["Mevrouw E. van der Berg", "’s-Gravenweg 1", "3000 AA Rotterdam"],
    "date": "maandag 2 november 2026",
    "reference": [["Ons kenmerk", "2027-1234"]],
    "subject": 'Koffie & thee "samen" <3',
    "sections": [
        {"paragraphs": ["U vroeg geld voor een feest."]},
        {
            "heading": "Het bedrag",
            "table": {
                "caption": "Kosten",
                "columns": [{"text": "Post", "width": 3}, {"text": "Bedrag", "numeric": True, "width": 1}],
                "rows": [["Zaal", "€ 1.250,50"]],
            },
        },
    ],
    "closing": ["Met vriendelijke groet,", "Gemeente Rotterdam"],
    "footer": "Gemeente Rotterdam",
}
TABLE: dict[str, Any] = {
    "intro": ["Wie kan wat."],
    "tables": [
        {
            "heading": "Rollen",
            "columns": [{"text": "Handeling", "width": 3}, {"text": "Wijkraadslid", "width": 1}],
            "rows": [[f"Handeling {number}", "ja"] for number in range(90)],
        }
    ],
    "notes": ["Gemaakt voor de accountant."],
}
