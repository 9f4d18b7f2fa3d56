"""Joint cases on the terminal: every part with its result, what the joint case means to it, and the next step."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from federation.case import Handling, Side
from federation.case.choices import JointRule
from federation.case.joint import gather
from federation.case.states import Facet, Joint, Subject
from node.api.joint_server import shown
from node.cli import draw
from node.cli.draw import paper
from tests.worlds.modes import LEAD_CASE, joint, lead

ENDS = {
    (Handling.ACCEPTED, Joint.GATHERING): ("办理中", "已受理", "办结后汇总", "等待办理地"),
    (Handling.GRANTED, Joint.GATHERING): ("同意", "准予", "等候汇总", "等待办理地"),
    (Handling.GRANTED, Joint.PROCEED): ("同意", "准予", "已汇总，可出证", "送达结果、退还原件"),
    (Handling.DENIED, Joint.GATHERING): ("未准", "不予", "本部分未准，其余终止", "送达结果、退还原件"),
    (Handling.WITHDRAWN, Joint.STOPPED): ("未准", "已撤回", "联办已终止，本部分已了结", "送达结果、退还原件"),
    (Handling.ACCEPTED, Joint.STOPPED): ("办理中", "已受理", "联办已终止，待退件", "等待办理地退件或作废"),
}


@pytest.mark.parametrize(("state", "words"), ENDS.items())
def test_a_part_says_how_it_stands(
    state: tuple[Handling, Joint],
    words: tuple[str, ...],
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Each state in its own words; the part that was not filed is there too."""
    monkeypatch.setattr(paper.console, "width", 160)
    handling, joined = state
    case = replace(joint().case(Side.ACCEPTING), handling=handling, states_of={Subject(Facet.JOINT): joined})
    draw.joint_shown(json.loads(shown(gather(lead(), [case]))))
    text = capsys.readouterr().out
    assert LEAD_CASE in text
    assert all(word in text for word in words)
    assert all(word in text for word in ("未收件，不能汇总", "补交这一部分"))


def test_parts_that_stand_alone_wait_for_nobody(capsys: pytest.CaptureFixture[str]) -> None:
    """By the rule that each stands alone nothing is gathered, and the list says so."""
    found = json.loads(shown(gather(lead(JointRule.EACH), [joint(JointRule.EACH).case(Side.ACCEPTING)])))
    draw.joint_shown(found)
    draw.joint_list([found])
    text = capsys.readouterr().out
    assert "各自办结" in text
    assert "汇总：kuayu" not in text
    draw.joint_list([])
    assert "没有由本地牵头的联办" in capsys.readouterr().out
