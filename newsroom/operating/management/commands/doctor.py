"""Examines this deployment, and says in sentences what is wrong and what to do."""

import json
from dataclasses import asdict

from django.core.management.base import BaseCommand
from django.utils import timezone

from newsroom.operating import doctor


class Command(BaseCommand):
    """Changes nothing. The exit status is 1 where something is wrong."""

    help = (
        "Checks database, machine, settings, photos, shared caches, worker and backups. Asks the "
        "newsroom's own servers alone; with --outside also its public hosts and the hub."
    )
    requires_system_checks = ()

    def add_arguments(self, parser):
        parser.add_argument("--json", action="store_true", help="for machines")
        parser.add_argument(
            "--outside",
            action="store_true",
            help="also whether each desk's host leads here, certificates and the hub",
        )
        parser.add_argument(
            "--only",
            metavar="ABOUT",
            choices=sorted({each.about for each in doctor.EXAMINATIONS + doctor.OUTSIDE}),
            help="one examination, by the words before its colon",
        )
        parser.add_argument("--quiet", action="store_true", help="leave out what is fine")

    def handle(self, *args, outside, quiet, only, **options):
        patient = doctor.Patient(at=timezone.now())
        examinations = doctor.EXAMINATIONS + (doctor.OUTSIDE if outside or only else ())
        if only:
            examinations = [each for each in examinations if each.about == only]
        found = doctor.examine(patient, examinations)
        wrong = sum(finding.level == doctor.WRONG for finding in found)
        shown = [finding for finding in found if not quiet or finding.level != doctor.FINE]
        if options["json"]:
            told = {
                "at": patient.at.isoformat(),
                "wrong": wrong,
                "findings": [asdict(finding) for finding in shown],
            }
            self.stdout.write(json.dumps(told, ensure_ascii=False, indent=1))
        else:
            for finding in shown:
                self._say(finding)
            self.stdout.write(f"{wrong} things are wrong." if wrong else "Nothing is wrong.")
        if wrong:
            raise SystemExit(1)

    def _say(self, finding):
        mark = {doctor.FINE: "fine ", doctor.LOOK: "LOOK ", doctor.WRONG: "WRONG"}[finding.level]
        self.stdout.write(f"{mark} {finding.about}: {finding.sentence}")
        if finding.advice:
            self.stdout.write(f"      {finding.advice}")
