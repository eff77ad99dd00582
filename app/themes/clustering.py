"""The machine's part: proposals to themes, in the worker."""

import nlp
from app.platform.services import Services
from app.proposals import queries as proposals
from app.themes import actions, continuity, queries, rules


def cluster_meeting(services: Services, *, meeting: str) -> None:
    """Group the proposals on a meeting's wall, obeying what people decided."""
    with services.database.read() as session:
        views = proposals.wall_of(session, meeting)
        edits = queries.edits_of(session, meeting)
        before, _ = queries.draft_of(session, meeting)
    texts, ids = [view.text for view in views], [view.id for view in views]
    place = {proposal: at for at, proposal in enumerate(ids)}
    decided, apart = rules.must_obey(edits, ids)
    pins = continuity.hold(decided, apart, before)
    found = nlp.find_themes(
        texts,
        pins={place[proposal]: key for proposal, key in pins.items() if proposal in place},
        apart=[(place[first], place[second]) for first, second in apart],
    )
    themes = [
        rules.DraftTheme(
            theme.key,
            theme.label,
            tuple(theme.keywords),
            tuple(ids[at] for at in theme.members),
            ids[theme.representative],
            round(float(theme.cohesion), 4),
        )
        for theme in found.themes
    ]
    themes = continuity.keep_keys(themes, before, pins.values())
    alone = [proposal for proposal, label in zip(ids, found.labels_.tolist(), strict=True) if label < 0]
    services.writer.run(lambda work: actions.store_draft(work, meeting=meeting, themes=themes, alone=alone))
