"""What stands in documents besides courses and figures."""

from __future__ import annotations

UNIVERSITY = "COLUMBIA UNIVERSITY IN THE CITY OF NEW YORK"

#: Lines below a course that are no part of its title.
REMARKS: dict[str, tuple[str, ...]] = {
    "average": (
        "Excluded from the average",
        "NOT INCLUDED IN GPA",
        "(not counted in the average)",
        "Course not included in quality point average",
    ),
    "cross-registration": (
        "Cross-registered at Teachers College",
        "CROSS REGISTRATION: BARNARD COLLEGE",
        "Taken through cross-registration",
    ),
    "waiver": (
        "Prerequisite waived by the department",
        "REQUIREMENT WAIVED 09/12/2022",
        "Waiver granted",
    ),
    "instructor": (
        "Instructor: Roe, Richard",
        "Taught by A. Lovelace",
        "Instructor(s): P. Poe; M. Moe",
        "Prof. G. Hopper",
    ),
    "repeat": (
        "Course repeated",
        "REPEATED COURSE",
        "Repeat - both grades count",
        "(Repeated: Include in Credit)",
    ),
    "credit status": (
        "Credit does not apply toward the degree",
        "NON-DEGREE CREDIT",
        "Graduate credit",
    ),
    "grade change": (
        "Grade changed 01/15/2024",
        "GRADE CHANGED FROM IN",
        "Grade posted 06/02/2023",
        "Grade changed from B to A- on 06/02/2023",
        "Midterm grade: B+",
    ),
    "place": ("Location: Reid Hall, Paris", "Study abroad", "Campus: Manhattanville"),
    "another code": (
        "Cross-listed as STAT GU4001",
        "Equivalent to COMS W3134",
        "Same as CSEE W4119",
        "See also: COMS W4701 Artificial Intelligence",
        "Repeat of MATH UN1201",
    ),
    "option": (
        "Pass/D/Fail option elected",
        "Taken for R credit only",
        "Audit",
        "Honors section",
        "Writing intensive",
    ),
}

#: Lines among the courses of a term that are about the student.
NOTES: dict[str, tuple[str, ...]] = {
    "dean's list": ("DEAN'S LIST", "Dean's List", "Term Honors: Dean's List"),
    "degree": (
        "DEGREE AWARDED: BACHELOR OF SCIENCE  05/18/2022",
        "Degree conferred: Master of Science, May 2023",
    ),
    "standing": (
        "Academic Standing: Good Standing",
        "GOOD STANDING",
        "Enrollment status: Full-time",
        "Last Academic Standing: Good Standing",
    ),
    "leave": ("LEAVE OF ABSENCE", "Leave of absence granted"),
}
#: ... of which these stand above the courses.
NOTES_ABOVE = ("standing",)

#: Lines between the letterhead and the courses.
FRONT: dict[str, tuple[tuple[str, ...], ...]] = {
    "address": (
        ("500 WEST 120TH STREET, NEW YORK, NY 10027", "TEL 212 555 0100  REGISTRAR@EXAMPLE.EDU"),
        ("1150 Amsterdam Avenue", "New York, NY 10027", "United States"),
    ),
    "admission": (
        ("Admit Term: Fall 2015   Matriculated: Fall 2015   Expected Graduation: Spring 2024",),
        ("First term: Fall 2015", "Current status: Active in program"),
    ),
    "earlier degrees": (
        ("PRIOR DEGREES", "Bachelor of Science, Example State University, May 2015"),
        ("Previous education: UNIVERSITY OF EXAMPLE, BSC 2015",),
    ),
    "tests": (("TEST SCORES", "GRE Quantitative 168   Verbal 160   03/14/2015"),),
    "program history": (
        (
            "Program: Graduate Engineering",
            "09/02/2015: Active in Program",
            "09/02/2015: Computer Science (MS) Major",
        ),
    ),
    "person": (
        ("Date of birth: 01/02/XXXX   SSN: XXX-XX-1234   Advisor: Roe, Richard",),
        ("Birthdate: 02-JAN", "Print date: 2025-10-03"),
    ),
    "sections": (
        ("- - - - -  Beginning of Graduate Record  - - - - -",),
        ("INSTITUTION CREDIT      -Top-",),
        ("UNOFFICIAL - FOR ADVISING PURPOSES ONLY",),
    ),
}

#: Lines between the heading of a term and its courses.
UNDER_TERMS: dict[str, tuple[tuple[str, ...], ...]] = {
    "program": (
        ("Program: Graduate Engineering", "Plan: Computer Science Major"),
        ("College: Engineering & Applied Science   Major: Computer Science",),
    ),
    "school": (("School of Engineering and Applied Science",), ("GRADUATE DIVISION",)),
    "registration": (
        ("Registration status: Full-time   Residence units: 1",),
        ("Student Type: Continuing", "Academic Standing: Good Standing"),
    ),
}

LEGEND = (
    "KEY TO TRANSCRIPT",
    "A excellent; B good; C satisfactory; D poor but passing; F failure. P pass; W withdrawn.",
    "Course numbers are preceded by letters, as ENGL GU4103 for both kinds of students.",
    "The mark IN says that work is incomplete; R that a student registered without a grade.",
    "Points of transfer credit do not enter the grade point average.",
    "In case of questions write to the registrar. This key is no part of the record.",
)

WEB_ADDRESS = "https://ssol.columbia.edu/cgi-bin/ssol/AbCdEf123/?p%.5Fr%.5Fid=AbC"

#: Rows that nobody sees.
GHOSTS = (
    ("COMS E6998", "TOPICS IN COMPUTER SCIENCE", "3.00", "A+"),
    ("COMS W4731", "COMPUTER VISION I", "3.00", "A"),
)

#: Where credit from elsewhere comes from.
SOURCES = (
    "CITY COLLEGE OF NEW YORK",
    "UNIVERSITY OF EXAMPLE",
    "HUNTER COLLEGE",
    "COLUMBIA COLLEGE CHICAGO",
    "NEW YORK UNIVERSITY",
    "UNIV OF BRITISH COLUMBIA",
)
