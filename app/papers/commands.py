"""Commands of papers and their amendments."""

from app.papers import actions, amendments, freezing, schemas
from app.platform.access.permissions import Permission
from app.platform.commands import Command, Http

_ROOT = "/meetings/<meeting>/papers"

OPEN_COMMENTS = Command(
    action=actions.open_comments,
    schema=schemas.AskForComments,
    permission=Permission.PAPER_EDIT,
    http=(Http(f"POST {_ROOT}/comments", "Open a paper for amendments until a day, or move that day."),),
)
END_COMMENTS = Command(
    action=actions.end_comments,
    schema=schemas.EndComments,
    permission=Permission.PAPER_EDIT,
    http=(Http(f"POST {_ROOT}/comments/end", "Make a paper that is open for amendments a draft again."),),
)
FINALISE = Command(
    action=actions.finalise_paper,
    schema=schemas.FinalisePaper,
    permission=Permission.PAPER_ISSUE,
    http=(Http(f"POST {_ROOT}/final", "Make a paper final: fix its version and make its files."),),
    prepare=freezing.freeze,
)
ATTACH_SCAN = Command(
    action=actions.attach_scan,
    schema=schemas.AttachScan,
    permission=Permission.PAPER_EDIT,
    http=(Http(f"POST {_ROOT}/scan", "Attach the scan of the signed paper."),),
    prepare=freezing.store_scan,
)
POST = Command(
    action=actions.post_paper,
    schema=schemas.PostPaper,
    permission=Permission.PAPER_ISSUE,
    http=(Http(f"POST {_ROOT}/posting", "Note where and when the signed paper was posted."),),
)
ARCHIVE = Command(
    action=actions.archive_paper,
    schema=schemas.ArchivePaper,
    permission=Permission.PAPER_ISSUE,
    http=(Http(f"POST {_ROOT}/archive", "Note the number under which the signed paper is archived."),),
)
CORRECT = Command(
    action=actions.correct_paper,
    schema=schemas.CorrectPaper,
    permission=Permission.PAPER_ISSUE,
    http=(Http(f"POST {_ROOT}/versions", "Begin a new version of a final paper.", 201),),
)
PROPOSE_AMENDMENT = Command(
    action=amendments.propose_amendment,
    schema=schemas.ProposeAmendment,
    permission=Permission.PAPER_AMEND,
    http=(Http(f"POST {_ROOT}/amendments", "Ask for a change of a paper that is open for comments.", 201),),
)
ANSWER_AMENDMENT = Command(
    action=amendments.answer_amendment,
    schema=schemas.AnswerAmendment,
    permission=Permission.PAPER_EDIT,
    http=(Http("POST /amendments/<amendment>/answer", "Accept an amendment, or decline it with a reason."),),
)
REOPEN_AMENDMENT = Command(
    action=amendments.reopen_amendment,
    schema=schemas.ReopenAmendment,
    permission=Permission.PAPER_EDIT,
    http=(Http("POST /amendments/<amendment>/reopen", "Take back the answer to an amendment."),),
)
COMMANDS = (
    OPEN_COMMENTS,
    END_COMMENTS,
    FINALISE,
    ATTACH_SCAN,
    POST,
    ARCHIVE,
    CORRECT,
    PROPOSE_AMENDMENT,
    ANSWER_AMENDMENT,
    REOPEN_AMENDMENT,
)
