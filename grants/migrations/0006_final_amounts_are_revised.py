"""A final amount is revised after it was told, a claim eased, and a revoked grant stands again (docs/decisions/0022)."""

import django.db.models.expressions
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("grants", "0005_from_round_to_register"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="claim",
            name="claim_is_paid_in_full_or_open",
        ),
        migrations.RemoveConstraint(
            model_name="decision",
            name="decision_has_a_ground_of_its_kind",
        ),
        migrations.RemoveConstraint(
            model_name="decision",
            name="decision_is_about_an_amount_of_its_kind",
        ),
        migrations.RemoveConstraint(
            model_name="decision",
            name="decision_with_an_amount_is_booked",
        ),
        migrations.AddField(
            model_name="claim",
            name="eased_cents",
            field=models.BigIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="decision",
            name="open_cents",
            field=models.BigIntegerField(null=True),
        ),
        migrations.AlterField(
            model_name="claim",
            name="state",
            field=models.CharField(
                choices=[("open", "Open"), ("paid", "Paid back"), ("eased", "No longer asked")],
                default="open",
                max_length=10,
            ),
        ),
        migrations.AlterField(
            model_name="decision",
            name="ground",
            field=models.CharField(
                blank=True,
                choices=[
                    ("ceiling", "The budget is used up (Awb 4:25)"),
                    ("ranking", "Others ranked higher, and then the budget was used up (Awb 4:25)"),
                    ("condition", "A condition of the regulation is not met"),
                    ("policy", "It does not serve the goals of the plan enough"),
                    ("fear", "It is feared that the action will not be done as it must (Awb 4:35)"),
                    ("own_data", "What the applicant told is wrong or not whole (Awb 4:35)"),
                    ("incomplete", "What was missing did not come in time (Awb 4:5)"),
                    ("costs", "The real costs were lower than the maximum (Awb 4:46, first paragraph)"),
                    ("not_done", "The action was not done, or not wholly (Awb 4:46, 4:48)"),
                    ("not_kept", "What was agreed was not kept (Awb 4:46, 4:48)"),
                    ("wrong_data", "Wrong data led to a wrong decision (Awb 4:46, 4:48)"),
                    (
                        "knew",
                        "The grant was wrong, and the recipient knew or should have known (Awb 4:46, 4:48)",
                    ),
                    ("reported_change", "The recipient told that the action changes"),
                    (
                        "later_facts",
                        "Facts that could not be known at the final amount would have made it lower (Awb 4:49)",
                    ),
                    (
                        "knew_final",
                        "The final amount was wrong, and the recipient knew or should have known (Awb 4:49)",
                    ),
                    ("not_kept_after", "What was agreed was not kept after the final amount (Awb 4:49)"),
                    ("objection", "An objection was upheld (Awb 7:11)"),
                    ("budget", "The city council made too little money available (Awb 4:34, 4:48)"),
                ],
                max_length=20,
            ),
        ),
        migrations.AlterField(
            model_name="decision",
            name="kind",
            field=models.CharField(
                choices=[
                    ("grant", "Grant"),
                    ("refuse", "Refuse"),
                    ("dismiss", "Dismiss"),
                    ("determine", "Determine"),
                    ("change", "Change"),
                    ("revoke", "Revoke"),
                    ("recover", "Recover"),
                    ("revise", "Revise the final amount"),
                ],
                max_length=10,
            ),
        ),
        migrations.AlterField(
            model_name="entry",
            name="event",
            field=models.CharField(
                choices=[
                    ("allot", "Budget allotted"),
                    ("lower", "Budget lowered"),
                    ("redistribute", "Budget moved between districts"),
                    ("reserve", "Reserved for a proposal"),
                    ("release", "Reservation released"),
                    ("commit", "Granted"),
                    ("condition", "Granted under condition"),
                    ("condition_ends", "Condition ended"),
                    ("advance", "Advance awarded"),
                    ("send", "Payment sent"),
                    ("settle", "Payment settled"),
                    ("fail", "Payment failed or returned"),
                    ("fee", "Costs of payment"),
                    ("determine", "Final amount determined"),
                    ("change", "Grant changed"),
                    ("withdraw", "Determination withdrawn or lowered"),
                    ("raise", "Final amount raised"),
                    ("reinstate", "Revoked grant stands again"),
                    ("receive", "Money received"),
                    ("match", "Receipt matched"),
                    ("refund", "Receipt sent back"),
                    ("set_off", "Claim set off against a payment"),
                    ("write_off", "Claim written off"),
                    ("recover", "Late receipt of a claim written off"),
                    ("after_close", "Claim on a closed year"),
                    ("close", "Year closed"),
                    ("carry", "Taken over from a closed year"),
                    ("counter", "Counter-entry"),
                ],
                max_length=20,
            ),
        ),
        migrations.AlterField(
            model_name="instalment",
            name="moment",
            field=models.CharField(
                choices=[
                    ("at_once", "At once"),
                    ("on_day", "On a day"),
                    ("after_report", "After the report"),
                    ("final", "With the final amount"),
                    ("again", "Once more, after an objection"),
                ],
                max_length=15,
            ),
        ),
        migrations.AlterField(
            model_name="viewasked",
            name="ground",
            field=models.CharField(
                choices=[
                    ("ceiling", "The budget is used up (Awb 4:25)"),
                    ("ranking", "Others ranked higher, and then the budget was used up (Awb 4:25)"),
                    ("condition", "A condition of the regulation is not met"),
                    ("policy", "It does not serve the goals of the plan enough"),
                    ("fear", "It is feared that the action will not be done as it must (Awb 4:35)"),
                    ("own_data", "What the applicant told is wrong or not whole (Awb 4:35)"),
                    ("incomplete", "What was missing did not come in time (Awb 4:5)"),
                    ("costs", "The real costs were lower than the maximum (Awb 4:46, first paragraph)"),
                    ("not_done", "The action was not done, or not wholly (Awb 4:46, 4:48)"),
                    ("not_kept", "What was agreed was not kept (Awb 4:46, 4:48)"),
                    ("wrong_data", "Wrong data led to a wrong decision (Awb 4:46, 4:48)"),
                    (
                        "knew",
                        "The grant was wrong, and the recipient knew or should have known (Awb 4:46, 4:48)",
                    ),
                    ("reported_change", "The recipient told that the action changes"),
                    (
                        "later_facts",
                        "Facts that could not be known at the final amount would have made it lower (Awb 4:49)",
                    ),
                    (
                        "knew_final",
                        "The final amount was wrong, and the recipient knew or should have known (Awb 4:49)",
                    ),
                    ("not_kept_after", "What was agreed was not kept after the final amount (Awb 4:49)"),
                    ("objection", "An objection was upheld (Awb 7:11)"),
                    ("budget", "The city council made too little money available (Awb 4:34, 4:48)"),
                ],
                max_length=20,
            ),
        ),
        migrations.AddConstraint(
            model_name="claim",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("cents__gt", 0),
                    ("eased_cents__gte", 0),
                    ("paid_cents__gte", 0),
                    models.Q(
                        models.Q(
                            (
                                "paid_cents__lt",
                                django.db.models.expressions.CombinedExpression(
                                    models.F("cents"), "-", models.F("eased_cents")
                                ),
                            ),
                            ("state", "open"),
                        ),
                        models.Q(
                            (
                                "paid_cents",
                                django.db.models.expressions.CombinedExpression(
                                    models.F("cents"), "-", models.F("eased_cents")
                                ),
                            ),
                            ("paid_cents__gt", 0),
                            ("state", "paid"),
                        ),
                        models.Q(("eased_cents", models.F("cents")), ("paid_cents", 0), ("state", "eased")),
                        _connector="OR",
                    ),
                ),
                name="claim_is_paid_in_full_or_open",
            ),
        ),
        migrations.AddConstraint(
            model_name="decision",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("ground", ""), ("kind__in", ["grant", "determine", "recover"])),
                    models.Q(
                        ("ground__in", ("ceiling", "ranking", "condition", "policy")), ("kind", "grant")
                    ),
                    models.Q(
                        ("ground__in", ("ceiling", "ranking", "condition", "policy", "fear", "own_data")),
                        ("kind", "refuse"),
                    ),
                    models.Q(("ground__in", ("incomplete",)), ("kind", "dismiss")),
                    models.Q(
                        ("ground__in", ("costs", "not_done", "not_kept", "wrong_data", "knew")),
                        ("kind", "determine"),
                    ),
                    models.Q(
                        (
                            "ground__in",
                            ("reported_change", "objection", "not_done", "not_kept", "wrong_data", "knew"),
                        ),
                        ("kind", "change"),
                    ),
                    models.Q(
                        ("ground__in", ("not_done", "not_kept", "wrong_data", "knew", "budget")),
                        ("kind", "revoke"),
                    ),
                    models.Q(
                        ("ground__in", ("objection", "later_facts", "knew_final", "not_kept_after")),
                        ("kind", "revise"),
                    ),
                    _connector="OR",
                ),
                name="decision_has_a_ground_of_its_kind",
            ),
        ),
        migrations.AddConstraint(
            model_name="decision",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind", "revise"), _negated=True),
                    models.Q(("cents__gt", models.F("before_cents")), ("ground", "objection")),
                    models.Q(
                        ("cents__lt", models.F("before_cents")),
                        ("ground__in", ("later_facts", "knew_final", "not_kept_after")),
                    ),
                    _connector="OR",
                ),
                name="final_amount_goes_down_on_a_ground_or_up_after_an_objection",
            ),
        ),
        migrations.AddConstraint(
            model_name="decision",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("advance_cents__gte", 0),
                    ("before_cents__gte", 0),
                    ("cents__gte", 0),
                    ("prepared_cents__gte", models.F("cents")),
                    models.Q(
                        ("due_back_cents__gte", 0),
                        models.Q(
                            (
                                "due_back_cents__gte",
                                django.db.models.expressions.CombinedExpression(
                                    models.F("before_cents"), "-", models.F("cents")
                                ),
                            ),
                            ("kind", "revise"),
                        ),
                        _connector="OR",
                    ),
                    models.Q(
                        ("advance_cents", 0),
                        models.Q(("advance_cents__lte", models.F("cents")), ("kind", "grant")),
                        _connector="OR",
                    ),
                    models.Q(
                        models.Q(("kind__in", ["refuse", "dismiss", "revoke"]), _negated=True),
                        ("cents", 0),
                        _connector="OR",
                    ),
                ),
                name="decision_is_about_an_amount_of_its_kind",
            ),
        ),
        migrations.AddConstraint(
            model_name="decision",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("kind__in", ["grant", "determine", "change", "revoke", "revise"]),
                        ("state", "decided"),
                        _negated=True,
                    ),
                    ("entry__isnull", False),
                    _connector="OR",
                ),
                name="decision_with_an_amount_is_booked",
            ),
        ),
        migrations.AddConstraint(
            model_name="decision",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("open_cents__isnull", True),
                        models.Q(
                            models.Q(("kind", "recover"), _negated=True),
                            ("replaced_at__isnull", True),
                            _connector="OR",
                        ),
                    ),
                    models.Q(
                        ("kind", "recover"),
                        ("open_cents__range", (0, models.F("cents"))),
                        ("replaced_at__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="recovery_that_is_taken_away_says_what_was_open",
            ),
        ),
    ]
