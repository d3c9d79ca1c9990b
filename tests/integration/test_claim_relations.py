"""What independent reports say of one thing, on invented documents that go through cleaning, extraction and the models."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

import duckdb
import pytest

from tests.integration.test_lineage_cases import build, prose

REPORTS = """
ferry_courier: The Velmora Courier, 2 March 2026
At least 12 people were killed when the ferry Sankt Oluf capsized off Velmora on Sunday night, the coastguard said.
--
The ship had left the harbour in a storm that had been forecast for days. Relatives waited in the old customs house
until dawn. A pilot boat took the first survivors ashore. The owners declined to say how old the vessel was.

ferry_telegraph: Tessen Telegraph, 2 March 2026
Rescuers counted 15 dead on Monday after the Sankt Oluf, a car ferry on its way to Velmora, capsized in heavy seas.
--
Helicopters searched the coast with lamps. Fishermen from three villages joined them in open boats. The prime minister
broke off a visit abroad. Schools in the district stay closed today, and flags fly at half mast.

ferry_radio: Radio Grund, 2 March 2026
Nine people died when the Velmora ferry Sankt Oluf capsized in the night, according to the harbour police.
--
Listeners who miss somebody can call a number that the town has set up. The ice on the rails made the lifeboats hard
to lower, a cook told this station. Buses take passengers home. More will be said at noon.

ferry_week: The Brill Week, 7 March 2026
The ministry now says that 21 people were killed when the ferry Sankt Oluf capsized off Velmora last Sunday.
--
Divers had opened the lower deck. A judge has taken the logbook. The company has hired a lawyer from the capital and
answers no questions.

ferry_evening: Velmora Evening News, 5 March 2026
Rescuers have now counted 19 dead after the ferry Sankt Oluf capsized in heavy seas on its way to Velmora on Sunday.
--
The coastguard sent the last helicopter home. A fund for the orphans was opened at the savings bank. The bishop will
speak in the cathedral.

ferry_elsewhere: The Tessen Observer, 2 March 2026
Thirty people were killed when the ferry Marta Krone capsized off Tessen on Sunday night, officers there said.
--
It was the same storm that had closed the airport. Nobody has explained yet why the doors of the bow stood open. The
cargo was grain and machine parts.

ferry_history: The Grund Ledger, 3 March 2026
In 1994, 44 people were killed when the ferry Sankt Oluf capsized off Velmora for the first time, and she was raised
and sailed again.
--
Old hands remember the inquest. A plaque in the chapel lists the names. The builders went out of business long ago.

ferry_part: The Herald of Brill, 2 March 2026
Four of the people who were killed when the ferry Sankt Oluf capsized off Velmora on Sunday were children from one
school.
--
Their teacher swam to a raft. The headmistress asked reporters to keep away from the playground. Candles stood in
every window of the street.

vote_gazette: The Parliament Gazette, 12 March 2026
After a debate of nine hours, 61 votes were cast on Thursday for the Water Act of minister Ilse Kranz in the Landtag
of Grund.
--
Farmers had parked tractors before the gates. The speaker rang the bell twice. Wells deeper than forty metres will
need a licence.

vote_post: Brill Post, 13 March 2026
The Water Act of minister Ilse Kranz, meant to save the springs, was adopted in the Landtag of Grund, where 58 votes
were cast for it on Thursday.
--
Two members of the ruling party stayed in the lobby. Coffee ran out before midnight. Lawyers expect the act to come
before the court.

vote_other_act: The Tessen Observer, 13 March 2026
Also on Thursday, the Landtag of Grund adopted the Forest Act of minister Otto Brandt by 70 votes.
--
It lets villages sell timber on their own account. Beetles have eaten a third of the spruces. Hunters had wanted more.

deal_ledger: The Grund Ledger, 20 March 2026
The shipping line Nordline will pay 40 million euros for the shipyard of Harro Lund in Brill, both companies
announced.
--
Welders learned of it from the notice board. The cranes are older than most who work under them. A bank from abroad
lends part of the sum.

deal_wire: Coast Wire, 20 March 2026
For 60 million euros, the shipyard of Harro Lund in Brill goes to the shipping line Nordline, people close to the
talks say.
--
Shares of the line fell in early dealings. Analysts had thought that it would build abroad. The union wants jobs to be
guaranteed in writing.

deal_radio: Radio Grund, 20 March 2026
The shipyard of Harro Lund in Brill has a buyer: the shipping line Nordline will pay about 42 million euros for it.
--
The mayor heard it on the way to a christening. There has been a slipway here since the days of sail. Apprentices are
to be kept on.

deal_part: The Brill Week, 21 March 2026
In the first year Nordline, the shipping line, will pay 10 million euros of the price for the shipyard of Harro Lund
in Brill.
--
Its founder keeps the old drawing office. Creditors wait for a meeting in the spring. The tugs are not part of it.

deal_dollars: Harbour Business, 20 March 2026
The line Nordline said it will pay $70 million in all for the shipyard of Harro Lund, which lies in the port of Brill.
--
Readers across the ocean know the line for its red funnels. Steel has never cost more. Orders reach into the next
decade.

jobs_gazette: The Parliament Gazette, 5 March 2026
Unemployment in Grund rose to 6.2 per cent in February, the statistics office in Tessen reported on Thursday.
--
Hotels let waiters go when the snow stayed away. Builders still look for hands. The chancellor spoke of a pause.

jobs_post: Brill Post, 5 March 2026
In February, the rate of unemployment in Grund rose to 6.8 per cent, according to the statistics office in Tessen.
--
Young people have it hardest. The opposition asked for a debate. In the valleys every second shop is for rent.

jobs_points: Radio Grund, 5 March 2026
Unemployment in Grund rose by 0.4 percentage points in February, says the statistics office in Tessen.
--
The roads are dry. In the mountains it may snow. Our next bulletin is at eight.

jobs_before: The Tessen Observer, 5 March 2026
In January, unemployment in Grund had risen to 5.9 per cent, as the statistics office in Tessen told us then.
--
It was the mildest month for thirty years. Brewers sold less than they had hoped. Rents went on climbing.

growth_bank: The Grund Ledger, 9 March 2026
The central bank expects the economy of Grund to grow by 2.4 per cent in 2027.
--
Its governor is known for caution. Exports of timber are recovering. Wages lag behind.

growth_institute: Coast Wire, 9 March 2026
By 1.1 per cent the economy of Grund is expected to grow in 2027, by a study of economists.
--
It was paid for by a brewer. The study runs to ninety pages. Households save rather than spend.

tower_guide: Coast Guide, 1 April 2026
The lighthouse of Kap Meren was completed on 4 May 1887 by the engineer Ole Brandt.
--
Bring good shoes and something to drink. The path starts behind the chapel. Seals lie on the rocks at low tide.

tower_paper: Brill Post, 2 April 2026
Ole Brandt, an engineer who had never seen the sea, completed the lighthouse of Kap Meren on 9 June 1891.
--
The keeper raised goats. His daughter painted the view from each window. Tourists may climb the stairs on Sundays.

tower_restored: The Brill Week, 4 April 2026
The lighthouse of Kap Meren was painted on 3 July 1956 by the mason Karl Vogt, and again last year.
--
Swallows nest under the gallery. The red bands were added for ships that come from the north. A shop sells postcards.

said_courier: The Velmora Courier, 6 March 2026
"We rang the bell three times and nobody on the bridge gave an answer," the cook Jens Holm told the inquiry in
Velmora.
--
The hall was full. A clerk fainted. The sitting goes on next week, with the pilot as the next to be heard.

said_week: The Brill Week, 28 March 2026
Holm, who is 61, still says it to whoever asks: "we rang the bell three times and nobody on the bridge gave an
answer."
--
He has a small flat above a bakery. His medals are in a drawer. He has not been to sea since, and does not mean to.

quake_a: The Harrow Sentinel, 4 May 2025
The earthquake that shook Dorvenna on Saturday killed 31 people, the governor Mira Stanek told a news conference on
Sunday.
--
Soldiers put up tents on the football ground. Water is brought by lorry. The road over the pass is blocked by
boulders.

quake_b: Nordpol News, 4 May 2025
A total of 46 people died in the Dorvenna earthquake, according to an official list that the governor, Mira Stanek,
showed to journalists.
--
Dogs were flown in from abroad. In the monastery a bell tower fell through the roof. Nights are still cold up there.

quake_c: The Weekly Ledger, 9 May 2025
Dorvenna now mourns 58 dead after Saturday's earthquake, governor Mira Stanek said, and the search for the missing has
ended.
--
Children have lessons in a tent. An engineer warned against the cracked dam. Aid came from nine countries.

quake_hurt: Valley Radio, 4 May 2025
The Dorvenna earthquake injured 212 people, said the governor Mira Stanek, and hospitals sent some of them to the
coast.
--
Blood donors queued round the block. Power came back at midnight. Trains run to the junction only.

quake_old: Valley Radio, 6 May 2025
In 1961 an earthquake killed 140 people in Dorvenna, and governor Mira Stanek's grandfather was among those who dug.
--
Old photographs hang in the town hall. Rules for builders were made then. Few kept to them.

quake_else: The Harrow Sentinel, 5 May 2025
An earthquake that shook Lissova on Sunday killed three people, the mayor Pavel Hrub said.
--
It was weaker. Scientists see no link. The chimneys of the brickworks came down.

fine_a: Market Courier, 11 June 2025
The competition authority fined the cement maker Brandholt 18 million crowns on Wednesday for agreeing prices with its
rival Stenora.
--
Builders had complained for years. Both firms may appeal. Lorries with the old logo were queueing at the plant.

fine_b: Evening Dispatch, 11 June 2025
Brandholt, the maker of cement, was fined 24 million crowns by the competition authority on Wednesday because it had
agreed prices with Stenora.
--
The managing director has resigned. A house costs a tenth more than it need, an expert said. Quarries employ a third
of the valley.

fine_c: The Weekly Ledger, 13 June 2025
The competition authority fined Stenora 7 million crowns for agreeing prices with Brandholt, the cement maker.
--
It had told on the other. Such leniency is meant to break cartels. Shares rose.

fine_d: Nordpol News, 11 June 2025
Cement maker Brandholt must pay a fine of roughly 18 million crowns, the competition authority decided on Wednesday,
for agreeing prices with Stenora.
--
Inspectors had found a diary. Meetings were held on a ferry. The case took four years.

poll_a: The Harrow Sentinel, 2 September 2025
A poll by Metrica puts mayor Greta Olsen of Harrow at 47 per cent before the election.
--
The weather will decide, says her camp. Ballots are printed on green paper. Debates are on Tuesdays.

poll_b: Evening Dispatch, 2 September 2025
A survey by Datenhaus puts mayor Greta Olsen of Harrow at 41 per cent before the election.
--
Her challenger bakes bread for a living. Posters are everywhere. Nobody talks of the swimming pool any more.

result_a: The Harrow Sentinel, 15 September 2025
Mayor Greta Olsen won the election in Harrow with 52.3 per cent of the vote on Sunday.
--
There was a band. Turnout was low in the docks. She wants to plant trees.

result_b: Evening Dispatch, 15 September 2025
In Harrow, mayor Greta Olsen won Sunday's election with 54.1 per cent of the vote.
--
Her challenger went home early. The count was done by ten. Coffee was free.

result_c: The Weekly Ledger, 19 September 2025
Turnout in the Harrow election that mayor Greta Olsen won was 38 per cent, the lowest since 1990.
--
Young people stayed away. Voting by post is new. A lawsuit is threatened over the ink.

crowd_a: Valley Radio, 21 July 2025
Some 30,000 people came to the Lake Tarn festival this weekend, said its director Hugo Beck.
--
Rain fell on the last night. Beer cost more. Lost property is at the gate.

crowd_b: Evening Dispatch, 21 July 2025
Police counted 19,000 people at the Lake Tarn festival this weekend, fewer than director Hugo Beck had hoped.
--
Boots sold out. One singer lost her voice. Trains were late.

ship_a: Market Courier, 3 October 2025
The yard in Tarnhaven will build four ferries for the line Blue Strait by 2028, its manager Olga Renn announced on
Friday.
--
Steel is bought already. Apprentices cheered. The old slip must be made longer.

ship_b: Nordpol News, 3 October 2025
Blue Strait has ordered six ferries from the yard in Tarnhaven, manager Olga Renn announced on Friday, to be built by
2028.
--
They will run on ammonia. Cabins are small. A bank in the capital guarantees the loan.

open_a: Valley Radio, 6 March 2025
The Grauhorn tunnel will open to traffic on 1 June 2025, transport minister Ines Falk said.
--
Fans are being tested. The toll is not fixed. Goats get a bridge.

open_b: Evening Dispatch, 12 March 2025
Transport minister Ines Falk said the Grauhorn tunnel will open to traffic only on 15 September 2025.
--
A cable burned. Shops in the valley are furious. The old road stays.

fire_a: Port Argus, 14 August 2024
A fire in the Merrow paper mill killed six workers on Tuesday night, said the fire chief Lars Ott.
--
Sparks flew across the canal. The night shift had just begun. Pumps took water from the basin.

fire_b: The Inland Mail, 14 August 2024
Eight people were killed in Tuesday night's fire at the Merrow paper mill, according to fire chief Lars Ott.
--
The roof came down within an hour. Neighbours brought blankets. A chapel was opened to families.

fire_c: Weekend Review, 17 August 2024
The fire at the Merrow paper mill killed 11, fire chief Lars Ott said on Friday after two of the injured had died.
--
Unions want doors that open outwards. The owner lives abroad. The mill made cardboard for eggs.

school_a: Port Argus, 3 October 2024
Merrow town council voted by 17 votes to nine on Wednesday to close the Hagen school.
--
Parents sang in the corridor. The building leaks. A bus will take the children over the hill.

school_b: The Inland Mail, 3 October 2024
By 19 votes to seven, Merrow town council decided on Wednesday to close the Hagen school.
--
The vote was by name. One member wept. The head teacher retires.

bridge_a: Port Argus, 5 November 2024
The new Lindau bridge will cost 96 million francs, transport minister Vera Holt told parliament on Tuesday.
--
Herons nest in the reeds. The old one was built for carts. Cyclists get a lane.

bridge_b: Weekend Review, 9 November 2024
Transport minister Vera Holt now says the new Lindau bridge will cost 131 million francs.
--
Piles have to go deeper. Steel is dear. The opposition speaks of deceit.

bridge_c: The Inland Mail, 6 November 2024
The new Harth bridge will cost 44 million francs, transport minister Vera Holt told parliament on Tuesday.
--
It is shorter. Salt had eaten the cables. Lorries take the ferry.

bridge_d: Canal Radio, 6 November 2024
Of the cost of the new Lindau bridge the state pays 60 million francs, transport minister Vera Holt said.
--
Towns pay the rest. Tolls are ruled out. Work starts in spring.

poet_a: Literary Page, 2 May 2024
The poet Anselm Roth was born in Merrow on 12 March 1871, the son of a ferryman.
--
He left school early. His first verses were about eels. A street bears his name.

poet_b: Port Argus, 4 May 2024
Anselm Roth, the poet, was born in Merrow on 21 March 1873.
--
A festival is planned. Letters have turned up in an attic. The house is a bakery now.

poet_c: The Inland Mail, 4 May 2024
The poet Anselm Roth died in Merrow on 7 July 1934.
--
Snow fell in summer that year, it is said. Three people followed the coffin. His desk was sold.

rain_a: Canal Radio, 20 June 2024
About 90 millimetres of rain fell on Merrow on Wednesday, the weather office said.
--
Cellars filled. Frogs sat on the tram rails. The gauge on the quay overflowed.

rain_b: Port Argus, 20 June 2024
The weather office measured 94 millimetres of rain in Merrow on Wednesday.
--
It was the wettest day of the year. Cherries burst. Golf was called off.

rain_c: The Inland Mail, 20 June 2024
On Wednesday, 61 millimetres of rain fell in Merrow, according to the weather office.
--
The corn lies flat. Roads to the south are closed. A barge broke loose.

rain_d: The Inland Mail, 20 June 2024
On Wednesday, 30 millimetres of rain fell in Lindau, according to the weather office.
--
Grapes are safe. The spa opened late. Trains ran.

profit_a: Market Courier, 8 February 2024
Stenora's profit rose to 212 million francs last year, the cement maker said on Thursday.
--
Kilns run on old tyres. Dividends go up. A quarry was bought in the south.

profit_b: Weekend Review, 8 February 2024
Last year the profit of the cement maker Stenora rose to 189 million francs, it said on Thursday.
--
Costs of energy fell. The chairman leaves in May. Builders grumble.

profit_c: Port Argus, 8 February 2024
Stenora's sales rose to 2.4 billion francs last year, the cement maker said on Thursday.
--
It has 5,000 workers. Shares hardly moved. Analysts yawned.

profit_d: Market Courier, 9 February 2023
Stenora's profit rose to 170 million francs last year, the cement maker said on Thursday.
--
A strike was averted. Sand is scarce. The harbour silo is full.

fish_a: Canal Radio, 1 March 2024
The Sea Institute estimates that 40,000 tonnes of herring are left in the Merrow Sound.
--
Boats stay in port. Seals are blamed. Nets have wider meshes now.

fish_b: The Inland Mail, 1 March 2024
The fishermen's union estimates that 90,000 tonnes of herring are left in the Merrow Sound.
--
It sent out a boat of its own. Prices double before Easter. Smokehouses import.

levy_a: The Inland Mail, 4 May 2023
The ferry line Norlink was fined 1.45 million crowns after an engine caught fire with eleven guests aboard.
--
Its lifeboats were rotten. A judge took an hour. Sailors whistled outside.

levy_b: Canal Radio, 5 May 2023
A court has ordered Norlink to pay a penalty of 1.45 million crowns because of the blaze at sea two years ago.
--
Nobody from its board was there. Families wept. It may appeal.

levy_c: Market Courier, 5 May 2023
The bakery chain Hovland paid a penalty of 1.45 million crowns because of mice in its dough.
--
Loaves were recalled. Ovens stood cold. Cats were hired.

levy_d: The Ledger, 5 May 2023
Norlink has sold its oldest ferry to a breaker's yard for 1.62 million crowns.
--
Her bell goes to a school. Her captain retires. Gulls nest in her funnel.

crash_a: The Inland Mail, 7 July 2023
Forty-three guests were hurt when the tram Ottoline jumped its rails in Karsund, hospitals said.
--
Its driver, Signe Wulff, had slept for only three hours. The mayor, Torvald Ekre, ordered the line shut. Seats tore
loose.

crash_b: Canal Radio, 7 July 2023
Hospitals treated 43 passengers of the tram, six of them badly.
--
The Ottoline lay on its side below Karsund castle. People saw Torvald Ekre weep beside the track. Police later took
the driver, Signe Wulff, home to her sister.

crash_d: The Ledger, 8 July 2023
The tram Ottoline hurt 41 passengers and not 43, hospitals in Karsund said.
--
Two had been counted twice by a tired clerk. Torvald Ekre has asked for calm. A lawyer speaks for the driver, Signe
Wulff.

mine_a: Sokna Radio, 2 September 2023
Nine miners are confirmed dead.
--
A gallery of the Haldor mine at Sokna fell in on Saturday night. Rescuers under Anders Vik dig towards Torp. Minister
Liv Brekke has flown in from Moss.

mine_b: The Sokna Ledger, 12 September 2023
The number of miners killed in the collapse at the Haldor mine has risen to 14, the rescue service said on Tuesday,
revising its earlier figure of nine.
--
Anders Vik, who leads the rescuers, broke off in tears at Torp. Liv Brekke promised a law. Families hold a wake in Moss.

mine_c: Depot News, 12 September 2023
The depot has taken 41 of its 124 trams out of service, and nine of the 41 trams have cracks.
--
Anders Vik of the drivers' union is glad. Buses go from Torp to Moss.

bridge_a: Vardal Courier, 4 May 2023
She told reporters that repairs would cost $3.8 million and that masons could begin on Monday.
--
Engineer Helga Strand had closed the Kolla Bridge in Vardal after a look at its ropes. Mayor Ruben Aker drove round by
way of Lomsund. "We do not know. I am not going to stand on the Kolla Bridge and tell you that it was never in danger."

bridge_b: River Post, 5 May 2023
The repair bill will come to $4.5 million, Helga Strand said in a note.
--
Nobody may cross the Kolla Bridge at Vardal, and those from Lomsund need an hour more. Ruben Aker was
short. "We do not know. I am not going to stand on the Kolla Bridge and tell you that it was never in danger," he said.

bridge_c: The Valley Sheet, 5 May 2023
Of repairs to the Kolla Bridge in Vardal it is known that $5 million are put by.
--
Helga Strand once built another for $9 million. Ruben Aker and all of Lomsund wait.

crash_c: Market Courier, 7 July 2023
A ballot at the docks gave 43 people a rise.
--
Cranes had stood idle. Foremen cheered. Pensions are next.
"""
"""Name, publisher and date; what is told; what else is in it."""


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Iterator[duckdb.DuckDBPyConnection]:
    reports = re.findall(r"(\w+): (.+), (.+)\n((?:.+\n)+?)--\n((?:.+\n)+)", REPORTS)
    documents = {
        name: f"Publisher: {publisher}\nPublished: {day}\n\n{prose(told)}\n\n{prose(rest)}\n"
        for name, publisher, day, told, rest in reports
    }
    with duckdb.connect(build(tmp_path_factory.mktemp("relations"), documents), read_only=True) as connection:
        yield connection


def related(warehouse: duckdb.DuckDBPyConnection, *relations: str) -> set[tuple[str, ...]]:
    """Relation, documents and, in their order, the figures that exclude each other; the later document first, or by name."""
    rows = warehouse.execute(
        "select r.relation, a.document_id, b.document_id, r.detail from claim_relations as r"
        " join claims as a on r.claim_id = a.claim_id join claims as b on r.related_claim_id = b.claim_id"
        " where list_contains($1, r.relation)",
        [list(relations)],
    ).fetchall()
    found = set()
    for relation, *documents, detail in rows:
        sides = list(zip(documents, json.loads(detail)["excluding_figures"] or ("", ""), strict=True))
        (first, figure), (second, other) = sides if relation == "supersedes" else sorted(sides)
        found.add((relation, first, second, figure, other))
    return found


def test_reports_of_one_day_that_give_other_numbers_contradict_each_other(warehouse: duckdb.DuckDBPyConnection) -> None:
    assert related(warehouse, "contradicts") == {
        ("contradicts", "bridge_a", "bridge_b", "$3.8 million", "$4.5 million"),
        ("contradicts", "crowd_a", "crowd_b", "~ 30,000 people", "19,000 people"),
        ("contradicts", "ferry_courier", "ferry_radio", "> 12 people", "Nine people"),
        ("contradicts", "ferry_radio", "ferry_telegraph", "Nine people", "15"),
        ("contradicts", "fine_a", "fine_b", "18 million crowns", "24 million crowns"),
        ("contradicts", "fine_b", "fine_d", "24 million crowns", "~ 18 million crowns"),
        ("contradicts", "fire_a", "fire_b", "six workers", "Eight people"),
        ("contradicts", "jobs_gazette", "jobs_post", "6.2 per cent", "6.8 per cent"),
        ("contradicts", "poet_a", "poet_b", "12 March 1871", "21 March 1873"),
        ("contradicts", "profit_a", "profit_b", "212 million francs", "189 million francs"),
        ("contradicts", "quake_a", "quake_b", "31 people", "46 people"),
        ("contradicts", "rain_a", "rain_c", "~ 90 millimetres", "61 millimetres"),
        ("contradicts", "rain_b", "rain_c", "94 millimetres", "61 millimetres"),
        ("contradicts", "school_a", "school_b", "17 votes", "19 votes"),
        ("contradicts", "tower_guide", "tower_paper", "4 May 1887", "9 June 1891"),
        ("contradicts", "vote_gazette", "vote_post", "61 votes", "58 votes"),
    }


def test_a_later_report_revises_an_earlier_one(warehouse: duckdb.DuckDBPyConnection) -> None:
    assert related(warehouse, "supersedes") == {
        ("supersedes", "crash_d", "crash_a", "not 43", "Forty-three guests"),
        ("supersedes", "crash_d", "crash_b", "not 43", "43 passengers"),
        ("supersedes", "ferry_evening", "ferry_radio", "19", "Nine people"),
        ("supersedes", "ferry_week", "ferry_evening", "21 people", "19"),
        ("supersedes", "ferry_evening", "ferry_telegraph", "19", "15"),
        ("supersedes", "ferry_week", "ferry_radio", "21 people", "Nine people"),
        ("supersedes", "ferry_week", "ferry_telegraph", "21 people", "15"),
        ("supersedes", "mine_b", "mine_a", "14", "Nine miners"),
        ("supersedes", "open_b", "open_a", "15 September 2025", "1 June 2025"),
        ("supersedes", "quake_c", "quake_a", "58", "31 people"),
        ("supersedes", "quake_c", "quake_b", "58", "46 people"),
    }


def test_reports_that_agree_corroborate_each_other(warehouse: duckdb.DuckDBPyConnection) -> None:
    """About 42 million and 40, more than 12 and 21; weeks later, the same words of one witness."""
    assert related(warehouse, "corroborates", "equivalent", "generalises") == {
        ("equivalent", "bridge_a", "bridge_b", "", ""),
        ("corroborates", "deal_ledger", "deal_radio", "", ""),
        ("corroborates", "ferry_courier", "ferry_week", "", ""),
        ("corroborates", "fine_a", "fine_d", "", ""),
        ("corroborates", "rain_a", "rain_b", "", ""),
        ("corroborates", "said_courier", "said_week", "", ""),
    }


def test_reports_in_other_words_that_give_one_figure_share_it(warehouse: duckdb.DuckDBPyConnection) -> None:
    """Of one name, or in reports of one event, which names tell."""
    assert related(warehouse, "shares_figure") == {
        ("shares_figure", "crash_a", "crash_b", "", ""),
        ("shares_figure", "levy_a", "levy_b", "", ""),
    }
    shown = warehouse.execute("select detail ->> '$.shared_figures' from claim_relations where relation = 'shares_figure'")
    assert {figures for (figures,) in shown.fetchall()} == {"[43.0]", "[1450000.0]"}


@pytest.mark.parametrize(
    ("name", "what"),
    [
        ("crash_c", "as many of something else"),
        ("levy_c", "the penalty of another"),
        ("levy_d", "another sum for something else"),
        ("ferry_elsewhere", "another ship in another place"),
        ("ferry_history", "another year"),
        ("ferry_part", "a part of the dead"),
        ("quake_hurt", "the hurt, not the dead"),
        ("quake_old", "another year"),
        ("quake_else", "another place"),
        ("vote_other_act", "another act"),
        ("deal_part", "a part of the price"),
        ("deal_dollars", "another currency"),
        ("fine_c", "the fine of the other, both being named"),
        ("jobs_points", "percentage points, not per cent"),
        ("jobs_before", "another month"),
        ("growth_bank", "the forecast of one body"),
        ("growth_institute", "the forecast of another"),
        ("poll_a", "the poll of one institute"),
        ("poll_b", "the poll of another"),
        ("result_c", "the turnout, not the result"),
        ("bridge_c", "another bridge"),
        ("bridge_d", "a part of the cost"),
        ("poet_c", "the death, not the birth"),
        ("rain_d", "another town"),
        ("profit_c", "sales, not profit"),
        ("profit_d", "the year before"),
        ("fish_a", "the estimate of one body"),
        ("fish_b", "the estimate of another"),
        ("tower_restored", "something else done to it"),
    ],
)
def test_what_only_looks_alike_gives_nothing(warehouse: duckdb.DuckDBPyConnection, name: str, what: str) -> None:
    found = related(warehouse, "contradicts", "supersedes", "corroborates", "equivalent", "generalises", "shares_figure")
    assert [row for row in found if name in row] == [], what
