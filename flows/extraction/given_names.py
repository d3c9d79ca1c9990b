"""Common given names by the gender of most people who bear them, to keep “he” and “she” apart.

The most frequent names of the United States' and United Kingdom's registers of births, and such of Europe, Latin America and
the Near East as English news has; those that fit both genders, and those that are more often a word, a month or a place, are
left out.
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
    "ross glenn darren gavin leon oscar felix hugo "
    "aidan alec alejandro alfred alfredo allen alvin amos andre andreas angus archie arnold ashton barry basil "
    "benedict bernard bert blake brad brady brendan brent brett bryce byron calvin cecil cedric chad charlie chester "
    "clarence clayton clifford clint clinton clyde cody cole connor conor cornelius cory curtis cyril damian "
    "damon dario darrell darryl dean declan denis desmond devin dexter dirk dominic don doug duane duncan dustin "
    "dwayne dwight earl eddie edgar edmund eduardo edwin eli elias elijah elliot elliott elmer emilio enrique erik "
    "ernest ernesto ernie erwin evan everett ezra fabio felipe fergus floyd francesco francisco fred freddie "
    "frederick friedrich garrett geoff geraldo gerard gilbert gino giovanni grant guillermo gunnar gus gustav hamish "
    "hank harvey hector heinrich henri herbert herman horace howard hubert humphrey igor irving isaac isaiah ismail "
    "jaime jake jared jasper jeffery jerome jimmy joel joey johann johannes jon jonah jonas josef josh juergen jules "
    "julio jurgen kareem karim kent kirk lance lars lenny leonard leopold liam lloyd lorenzo lou luca lucas luke "
    "malcolm manuel marcel marcus martin marvin mathew mathias maurice mauricio max maxwell melvin michel miles "
    "milton mohamad morris moses mustafa myron nate nathaniel nick nicolas niels nikolai norman oliver otto owen "
    "pablo paolo pascal paulo pavel percy perry pete phil pierce piotr preston quentin ramon randall raphael raul "
    "reggie reginald rené ricardo rob roberto rod roderick rodney rodrigo roland rolf roman romeo ronnie rory rudolf "
    "rudy rupert rusty salvatore sammy saul seamus sebastian sergio seth sid silvio solomon spencer stan stanley sven "
    "tariq teddy terence terrence theo theodore timmy tobias toby todd tomas tommy tristan tyrone vernon vic victor "
    "vikram vincenzo virgil vladislav wade wallace walt warren wendell werner wesley wilfred wilhelm winston wolfgang "
    "xavier yuri yusuf zach"
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
    "gina kim heidi ingrid astrid helga greta natasha olga svetlana irina tatiana ekaterina "
    "abby ada adele adriana agatha agnes alexandra alicia alison allison alma alyssa amelia amina amira ana anastasia "
    "angelica angelina angie anika annabel annette annie antonia ariana arlene audrey ava bailey beatrice becky "
    "belinda bella bernadette bernice bertha bessie bethany betsy bianca bonnie bridgette britney brooke caitlin "
    "candace candice cara carla caroline carrie cassandra cassie catalina cathy cecilia celeste celia charlene chiara "
    "christa christie cindy clara clarissa claudette claudia colette colleen connie constance consuelo cora corinne "
    "daisy daniela daphne darlene deanna deirdre delia della dolores dora dorothea edith edna eileen elaine eleanor "
    "eliza ella ellie eloise elsa elsie elvira emilia erica erika erin esmeralda esperanza estelle esther ethel "
    "eugenia eunice eva farah faye felicia felicity flora frieda gabriela gabriella gail genevieve georgina geraldine "
    "germaine gertrude gianna gilda giovanna gladys glenda gwen gwendolyn harriet hattie hazel hermione hilary hilda "
    "holly ida imogen ines inga irene iris irma isabel isabelle jana janelle janine jasmine jeanette jeanne jen jenna "
    "jennie jenny joanna joanne jocelyn jodie johanna josephine juanita juliana julianne juliet juliette karin karina "
    "karla kathy katia katrina katy kirsten krista kristen kristin kristina lara larissa latoya lea leah lena leona "
    "leticia lillian lily lina lindsay lindsey lois lola lorena loretta lorraine louise lucia lucille lucinda lucy "
    "luisa lydia lynne mabel mackenzie madeleine madeline mae maggie maia mandy manuela mara marcia margarita margery "
    "margo margot mariam mariana marianne maribel marina marisa marjorie marlene marsha maryam matilda maud maxine "
    "maya melinda meredith mia michaela mildred millie mimi mina mindy minnie miranda miriam mollie molly mona monica "
    "monique muriel myra nadia nadine naomi natalia nell nellie nina noelle nora noreen norma octavia odette ophelia "
    "paige paloma patti patty paula pauline penelope penny petra philippa phoebe phyllis polly priscilla rachelle "
    "ramona raquel regina renata renee rhoda rhonda rita roberta rosa rosalie rosalind rosamund rosario rose rosemary "
    "rosie roxanne ruby sabina sabine sabrina sadie samira sandy selena selma serena shauna sheena shelley shelly "
    "sherry sienna silvia sofia sonja stacey stacy stella susanna susannah susanne suzanne sybil sylvia tabitha "
    "tamara tammy tanya tara tasha tatum tess tessa thelma theodora tiffany toni trisha trudy ulrike una valeria "
    "valerie vanessa vera veronica veronique verónica vicki vicky viola violet vivian viviana wanda whitney "
    "wilhelmina wilma winifred yolanda yvette yvonne zara zelda zoey"
) - {"bush", "kim"}

NOT_ALONE = words(
    "virginia austin charlotte jordan madison diego jose antonio juan francisco luis santiago victoria florence "
    "chelsea carolina lorraine adelaide diana dallas houston tyrone valencia regina lourdes bill mark rand grant "
    "frank max dean chuck drew lance miles pierce clint grace dawn amber tiffany marina bella ella stella elsa diego "
    "salvador wallace preston chester lester barry troy paris orlando jersey israel ines luna iris viola clara carmen"
)
"""Given names that, by themselves, are as likely a place, a law, a make or a word."""
