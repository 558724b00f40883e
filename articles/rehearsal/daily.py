"""What a newsroom's days leave beside its articles: notes, assignments, fronts, mail, what is told.

Made by Postgres itself of the articles that are in already, with the same rules switched off for
it. What varies follows from the number of the row and the seed alone.
"""

from articles.fronts.models import Change, Position, Strip
from articles.models.version import FOREVER
from articles.outbox.models import Delivery
from articles.planning.models import Assignment, AssignmentStep
from articles.talk.models import Mail, Mention, Note, Notification, Reader, Thread

from .photos import CHANCE, HEADLINES

# Those with numbers of their own.
MODELS = (
    Thread, Reader, Note, Mention, Assignment, AssignmentStep, Notification, Change, Position,
    Strip, Mail, Delivery,
)  # fmt: skip
# Of so many articles one has notes, is assigned around the moment, is told of to machines.
NOTED, ASSIGNED, DELIVERED = 10, 33, 50
# So much a user was told at most, and in a small archive for so many articles one.
TOLD, ARTICLES_TOLD = 200, 50
MAILED = 10
# A front is arranged where there are as many stories.
STORIES = 12

# The editor who decided about an article; its writer where nobody has yet.
TALK = """
CREATE TEMP TABLE rehearsal_talk AS
SELECT (a.id - %(article)s) / %(noted)s + %(thread)s AS thread, a.id AS article, a.headline,
    a.created_at, a.created_by_id AS writer, a.state IN ('issued', 'spiked') AS settled,
    coalesce((SELECT by_id FROM articles_decision d WHERE d.article_id = a.id AND step IN
        ('approve', 'spike') ORDER BY id LIMIT 1), a.created_by_id) AS editor,
    pg_temp.chance(a.id, 1) %% 50 = 0 AS confidential, pg_temp.chance(a.id, 2) %% 2 = 0 AS passage
FROM articles_article a
WHERE a.id >= %(article)s AND (a.id - %(article)s) %% %(noted)s = 3;

INSERT INTO talk_thread (id, article_id, part, quote, before, after, confidential, begun_at,
    resolved_at, resolved_by_id)
SELECT thread, article, CASE WHEN passage THEN 'headline' ELSE '' END,
    CASE WHEN passage THEN headline ELSE '' END, '', '', confidential,
    created_at + interval '50 minutes', CASE WHEN settled THEN created_at + interval '65 minutes'
    END, CASE WHEN settled THEN editor END
FROM rehearsal_talk ORDER BY article;

INSERT INTO talk_reader (thread_id, user_id)
SELECT thread, person FROM rehearsal_talk, unnest(ARRAY[editor, writer]) person
WHERE confidential GROUP BY thread, person ORDER BY 1, 2;

INSERT INTO talk_note (id, thread_id, act, by_id, written_at, text, key)
SELECT %(note)s + (thread - %(thread)s) * 3 + nth, thread, act, by_id, created_at + after, text,
    md5(concat_ws(' ', 'note', thread, nth, %(seed)s))::uuid
FROM rehearsal_talk, LATERAL (VALUES
    (0, 'say', editor, interval '50 minutes',
        'Siapa sumber keduanya? @' || (SELECT username FROM accounts_user WHERE id = writer)),
    (1, 'say', writer, interval '60 minutes', 'Ada di paragraf kedua.'),
    (2, 'resolve', editor, interval '65 minutes', '')) said (nth, act, by_id, after, text)
WHERE settled OR nth < 2 AND pg_temp.chance(article, 3) %% 3 >= nth
ORDER BY article, nth;

INSERT INTO talk_mention (note_id, user_id)
SELECT %(note)s + (thread - %(thread)s) * 3, writer FROM rehearsal_talk WHERE writer <> editor
ORDER BY article;

DROP TABLE rehearsal_talk
"""
# What begun ones became are the newest articles; all others are due around the moment.
PLANS = """
INSERT INTO planning_assignment (id, desk_id, state, idea, brief, reporter_id, due_at, place, words,
    photos, section_id, article_id, proposed_by_id, proposed_at, edit)
SELECT %(assignment)s + row_number() OVER (ORDER BY a.id), a.desk_id, 'begun', a.headline, '',
    r.reporter_id, a.created_at + interval '4 hours', initcap(a.dateline),
    300 + pg_temp.chance(a.id, 4) %% 7 * 100, '1 foto', a.section_id, a.id, editor,
    a.created_at - interval '1 day', 3
FROM (SELECT * FROM articles_article ORDER BY id DESC LIMIT %(begun)s) a
JOIN unnest(%(desks)s::bigint[], %(editors)s::bigint[]) at_desk (desk, editor) ON desk = a.desk_id
JOIN articles_byline r ON r.article_id = a.id AND r.position = 1;

INSERT INTO planning_assignment (id, desk_id, state, idea, brief, reporter_id, due_at, place, words,
    photos, section_id, article_id, proposed_by_id, proposed_at, edit)
SELECT %(assignment)s + %(begun)s + n, desk, state, ideas[1 + pg_temp.chance(n, 5) %% cardinality(
    ideas)], 'Siapa yang terdampak, dan sejak kapan?', CASE state WHEN 'proposed' THEN NULL ELSE
    reporters[1 + pg_temp.chance(n, 6) %% cardinality(reporters)] END,
    date_trunc('hour', %(at)s::timestamptz)
        + (pg_temp.chance(n, 7) %% 20160 - 2000) / 15 * interval '15 minutes',
    '', 300 + pg_temp.chance(n, 8) %% 7 * 100, '',
    sections[1 + pg_temp.chance(n, 9) %% cardinality(sections)], NULL, editor,
    %(at)s - interval '2 days' - pg_temp.chance(n, 7) %% 600 * interval '1 minute',
    CASE state WHEN 'proposed' THEN 1 WHEN 'assigned' THEN 2 ELSE 3 END
FROM (SELECT n, 1 + pg_temp.chance(n, 10) %% cardinality(%(desks)s::bigint[]) AS place,
        (ARRAY['proposed', 'assigned', 'assigned', 'accepted', 'accepted', 'accepted', 'declined',
            'called_off'])[1 + pg_temp.chance(n, 11) %% 8] AS state,
        %(ideas)s::text[] AS ideas, %(sections)s::bigint[] AS sections
    FROM generate_series(1, %(ahead)s) n) drawn
JOIN unnest(%(desks)s::bigint[], %(editors)s::bigint[]) WITH ORDINALITY
    at_desk (desk, editor, nth) ON nth = place
JOIN (SELECT desk_id, array_agg(id ORDER BY id) AS reporters FROM reporters_reporter
    GROUP BY desk_id) people ON people.desk_id = desk;

INSERT INTO planning_assignmentstep (assignment_id, step, by_id, taken_at, from_state, to_state,
    note, reporter_id, due_at)
SELECT a.id, step, CASE WHEN theirs THEN coalesce(r.user_id, proposed_by_id) ELSE proposed_by_id
    END, proposed_at + nth * interval '2 hours', from_state, to_state, note,
    CASE step WHEN 'assign' THEN reporter_id END, CASE step WHEN 'assign' THEN due_at END
FROM planning_assignment a LEFT JOIN reporters_reporter r ON r.id = a.reporter_id,
    LATERAL (VALUES
        (1, 'assign', false, 'proposed', 'assigned', '',
            '{assigned,accepted,declined,begun,called_off}'::text[]),
        (2, 'accept', true, 'assigned', 'accepted', '', '{accepted,begun}'),
        (2, 'decline', true, 'assigned', 'declined', 'Sedang di luar kota.', '{declined}'),
        (2, 'call_off', false, 'assigned', 'called_off', 'Acaranya batal.', '{called_off}'),
        (3, 'begin', true, 'accepted', 'begun', '', '{begun}'))
    steps (nth, step, theirs, from_state, to_state, note, states)
WHERE a.id > %(assignment)s AND a.state = ANY (states) ORDER BY a.id, nth
"""
# The newest of their articles, the notes on them, and at the desks they edit what is planned.
TOLD_OF = """
INSERT INTO talk_notification (to_id, kind, by_id, told_at, article_id, note_id, desk_id, text, url,
    read_at)
SELECT person, kind, by_id, told_at, article_id, note_id, desk_id, text, url,
    CASE WHEN told_at < %(at)s - interval '2 days' OR pg_temp.chance(nth * 7919 + person, 12) %% 3
        > 0 THEN least(told_at + interval '1 hour', %(at)s) END
FROM (
    SELECT told.*, u.id AS person, row_number() OVER (PARTITION BY u.id
        ORDER BY told_at DESC) AS nth
    FROM accounts_user u, LATERAL (
        SELECT CASE step WHEN 'approve' THEN 'approved' WHEN 'issue' THEN 'issued'
                WHEN 'reopen' THEN 'reopened' WHEN 'spike' THEN 'spiked'
                ELSE 'withdrawn' END AS kind,
            d.by_id, d.taken_at AS told_at, d.article_id, NULL::bigint AS note_id,
            NULL::bigint AS desk_id, d.note AS text, '' AS url
        FROM (SELECT article_id FROM articles_listing WHERE created_by_id = u.id
            ORDER BY changed_at DESC, article_id DESC LIMIT %(told)s / 2 + 1) mine
        JOIN articles_decision d ON d.article_id = mine.article_id
        WHERE step <> 'submit' AND d.by_id <> u.id
        UNION ALL
        SELECT CASE n.nth WHEN 0 THEN 'mentioned' ELSE 'replied' END, n.by_id, n.written_at,
            t.article_id, n.id, NULL, '', ''
        FROM (SELECT article_id FROM articles_listing WHERE created_by_id = u.id
            ORDER BY changed_at DESC, article_id DESC LIMIT %(told)s / 2 + 1) mine
        JOIN talk_thread t ON t.article_id = mine.article_id
        JOIN LATERAL (SELECT *, row_number() OVER (ORDER BY id) - 1 AS nth FROM talk_note
            WHERE thread_id = t.id AND act = 'say') n ON n.by_id <> u.id
        UNION ALL
        SELECT CASE a.state WHEN 'begun' THEN 'accepted' WHEN 'called_off' THEN 'proposed'
                WHEN 'assigned' THEN 'proposed' ELSE a.state END,
            (SELECT user_id FROM reporters_reporter WHERE id = a.reporter_id),
            a.proposed_at, NULL, NULL, a.desk_id, a.idea, '/admin/assignments/' || a.id || '/'
        FROM planning_assignment a
        WHERE a.proposed_by_id = u.id AND a.id > %(assignment)s
    ) told
    WHERE u.id = ANY (%(told_users)s::bigint[])
) all_told
WHERE nth <= %(told)s ORDER BY told_at, person
"""
SENT = """
INSERT INTO talk_mail (key, to_id, made_at, refusals, next_at, attempts, error, sent_at, dropped_at)
SELECT md5(concat_ws(' ', 'mail', person, n, %(seed)s))::uuid, person, moment, 0, moment, 1,
    CASE WHEN fails THEN 'SMTPRecipientsRefused: 550' ELSE '' END,
    CASE WHEN NOT fails THEN moment + interval '1 minute' END,
    CASE WHEN fails THEN moment + interval '1 minute' END
FROM (SELECT person, n, pg_temp.chance(person * 100 + n, 13) %% 200 = 0 AS fails,
        %(at)s - pg_temp.chance(person * 100 + n, 14) %% 28 * interval '1 day'
            - interval '1 hour' AS moment
    FROM unnest(%(users)s::bigint[]) person, generate_series(1, %(mailed)s) n) mails;

INSERT INTO outbox_delivery (version_id, desk_id, channel, occasion, next_at, attempts, error,
    sent_at)
SELECT v.id, v.desk_id, 'websub', 'came', v.live_from, 1, '', v.live_from + interval '5 seconds'
FROM (SELECT * FROM articles_version WHERE live_from < %(at)s ORDER BY id DESC LIMIT %(delivered)s)
    v;

INSERT INTO imprint_imprint (desk_id, company, registration, address, phone, email, business_lead,
    editorial_lead, people, ownership, profiles, guidelines, corrections_policy)
SELECT desk, 'PT Media Rehearsal', '', 'Jalan Merdeka 1', '', 'redaksi@rehearsal.example',
    'Rara Lestari', 'Adi Saputra', '', '', '', '', ''
FROM unnest((%(desks)s::bigint[])[1:40]) desk
WHERE desk NOT IN (SELECT desk_id FROM imprint_imprint)
"""
# Three arranged fronts one after the other, and another lead from the coming morning on.
FRONTS = """
CREATE TEMP TABLE rehearsal_front AS
SELECT row_number() OVER (ORDER BY desk) AS nth, desk, editor, stories
FROM unnest(%(desks)s::bigint[], %(editors)s::bigint[]) at_desk (desk, editor), LATERAL (
    SELECT array_agg(article_id) AS stories FROM (
        SELECT article_id FROM articles_placement WHERE desk_id = desk AND live_from <= %(at)s
            AND live_until > %(at)s AND live_until > live_from
        ORDER BY first_live_from DESC, id DESC LIMIT %(stories)s) newest) live
WHERE cardinality(stories) = %(stories)s
    AND NOT EXISTS (SELECT FROM fronts_change WHERE desk_id = desk);

INSERT INTO fronts_change (id, desk_id, number, by_id, made_at, starts_at, ends_at, asked)
SELECT %(change)s + (nth - 1) * 4 + number, desk, number, editor, %(at)s - ago,
    %(at)s - ago + ahead, %(forever)s, jsonb_build_object('from', CASE WHEN ahead > interval '0'
        THEN %(at)s - ago + ahead END, 'until', %(forever)s::timestamptz, 'places', '[]'::jsonb)
FROM rehearsal_front, (VALUES (1, interval '2 days', interval '0'), (2, '1 day', '0'),
    (3, '2 hours', '0'), (4, '1 hour', '10 hours')) made (number, ago, ahead);

INSERT INTO fronts_position (desk_id, article_id, place, headline, starts_at, ends_at, until,
    resumes, made_by_id, replaced_by_id)
SELECT desk, stories[story], place, '', %(at)s - since, coalesce(%(at)s - upto, %(forever)s),
    %(forever)s, false, %(change)s + (nth - 1) * 4 + by, %(change)s + (nth - 1) * 4 + gone
FROM rehearsal_front, (
    SELECT place, place + 6, interval '2 days', NULL::interval, 1, 2
    FROM generate_series(1, 6) place UNION ALL
    SELECT place, place + 3, interval '1 day', NULL, 2, 3 FROM generate_series(1, 6) place UNION ALL
    SELECT place, place, interval '2 hours', NULL, 3, CASE place WHEN 1 THEN 4 END
    FROM generate_series(1, 6) place UNION ALL
    SELECT 1, 1, interval '2 hours', interval '-9 hours', 4, NULL UNION ALL
    SELECT 1, 7, interval '-9 hours', NULL, 4, NULL
) arranged (place, story, since, upto, by, gone);

INSERT INTO fronts_strip (desk_id, text, article_id, below, starts_at, ends_at, put_up_by_id,
    put_up_at)
SELECT desk, 'Air sungai naik, warga di bantaran diminta mengungsi', stories[1], false,
    %(at)s - interval '1 hour', %(at)s + interval '2 hours', editor, %(at)s - interval '1 hour'
FROM rehearsal_front WHERE nth %% 4 = 0;

DROP TABLE rehearsal_front
"""
# Each stage asks for what the one before it made; in the last everybody is told.
STAGES = ((TALK, PLANS, FRONTS, SENT), (TOLD_OF, TOLD_OF))


def _one_of(things, number):
    return things[number % len(things)]


def stages(plan):
    """The work in stages, each a list of SQL with its parameters, which need not wait for another.

    `plan` is that of the articles, whose rows and indexes are there.
    """
    network, number = plan.network, plan.number
    assigned = max(number // ASSIGNED, 10)
    begun = min(assigned * 2 // 5, number)
    people = [*network.writers.values(), *network.editors.values()]
    params = {
        "seed": plan.seed, "at": plan.at, "forever": FOREVER, "article": plan.first_ids["article"],
        "noted": NOTED, "begun": begun, "ahead": assigned - begun,
        "told": min(TOLD, max(number // ARTICLES_TOLD, 5)), "mailed": MAILED,
        "delivered": max(number // DELIVERED, 1), "stories": STORIES,
        "desks": [desk.pk for desk in network.desks],
        "editors": [_one_of(network.editors[desk.pk], n) for n, desk in enumerate(network.desks)],
        "sections": [section.pk for section in network.sections],
        "ideas": [plan.wording.filled(headline) for headline in HEADLINES * 10],
        "users": sorted({user for users in people for user in users}),
    }  # fmt: skip
    params |= {name: plan.first_ids[name] for name in ("thread", "note", "assignment", "change")}
    chance = CHANCE.format(seed=plan.seed)
    # People share the work of being told.
    users = params["users"]
    return [
        [
            (f"{chance};{sql}", params | {"told_users": users[nth % 2 :: 2]})
            for nth, sql in enumerate(stage)
        ]
        for stage in STAGES
    ]
