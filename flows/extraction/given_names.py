"""Common given names by the gender of most people who bear them, to keep “he” and “she” apart.

The most frequent names of the United States' and United Kingdom's registers of births, and those that fit both are left out.
What does not belong here: what a pronoun stands for (``sources``).
"""

from __future__ import annotations

from flows.extraction.wordlists import words

MALE_NAMES = words(
    "james john robert michael william david richard joseph thomas charles christopher daniel matthew anthony mark "
    "donald steven paul andrew joshua kenneth kevin brian george edward ronald timothy jason jeffrey ryan jacob gary "
    "nicholas eric jonathan stephen larry justin scott brandon benjamin samuel gregory frank alexander raymond "
    "patrick jack dennis jerry tyler aaron jose henry adam douglas nathan peter zachary kyle walter harold jeremy "
    "ethan carl keith roger gerald christian arthur sean lawrence austin joe albert jesse willie billy bryan bruce "
    "noah jordan dylan alan ralph gabriel roy juan wayne eugene logan randy louis russell vincent philip bobby johnny "
    "bradley mike bill jim tom bob dave dan steve chris matt tony ben sam greg ken ron jeff tim ted ed bernie barack "
    "mitt newt rand marco rick mitch chuck harry boris vladimir emmanuel elon satya sundar sergei sergey dmitry ivan "
    "pierre jean jacques francois françois hans karl klaus olaf stefan luigi giuseppe matteo mario pedro carlos luis "
    "miguel antonio antónio diego javier fernando jorge rafael ahmed mohammed muhammad mohamed ali omar hassan "
    "ibrahim abdullah khalid binyamin yitzhak shimon recep narendra rahul raj rajiv sanjay vijay amit anil yann "
    "geoffrey yoshua marc craig kurt neil ian simon stuart nigel gordon graham colin derek trevor clive alistair hugh "
    "ross glenn darren gavin leon oscar felix hugo"
)

FEMALE_NAMES = words(
    "mary patricia jennifer linda elizabeth barbara susan jessica sarah karen lisa nancy betty sandra margaret ashley "
    "kimberly emily donna michelle carol amanda melissa deborah stephanie dorothy rebecca sharon laura cynthia amy "
    "kathleen angela shirley brenda emma anna pamela nicole samantha katherine christine helen debra rachel carolyn "
    "janet maria catherine heather diane olivia julie joyce victoria ruth virginia lauren kelly christina joan evelyn "
    "judith andrea hannah megan cheryl jacqueline martha madison teresa gloria sara janice ann kathryn abigail sophia "
    "frances jean alice judy isabella julia grace amber denise danielle marilyn beverly charlotte natalie theresa "
    "diana brittany doris kayla alexis lori marie hillary chelsea melania ivanka nikki condoleezza ursula sheryl "
    "marissa meg ginni carly sonia elena kamala jill bush marine ségolène brigitte simone claire camille chloe zoe "
    "fiona sheila moira maureen bridget siobhan niamh aisha fatima leila layla yasmin zainab mei priya anita sunita "
    "indira benazir malala oprah ellen debbie huma anne jane kate katie beth sue liz peggy sally wendy tracy tina "
    "gina kim heidi ingrid astrid helga greta natasha olga svetlana irina tatiana ekaterina"
) - {"bush", "kim"}
