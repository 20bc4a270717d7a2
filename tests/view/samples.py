"""Pictures that the tests of this folder draw."""

from kg.view.picture import Edge, Evidence, Node, Picture

LORA = "https://w3id.org/digestgraph/method/lora"
PAPER = "https://doi.org/10.48550/arXiv.2106.09685"
GLUE = "https://w3id.org/digestgraph/dataset/glue"
HU = "https://w3id.org/digestgraph/author/edward-hu"


def small() -> Picture:
    """A method, the paper that introduces it, a dataset, an author, and one node apart."""
    proof = Evidence(
        paper="LoRA: Low-Rank Adaptation of Large Language Models",
        url="https://arxiv.org/abs/2106.09685",
        before="We propose ",
        exact="Low-Rank Adaptation, or LoRA",
        after=", which freezes the pretrained model weights.",
    )
    again = Evidence(paper="LoRA", before="… ", exact="LoRA", after=" performs on-par or better …")
    return Picture(
        title="LoRA",
        caption="Which papers use LoRA, and on what?",
        nodes=(
            Node(
                id=LORA,
                label="LoRA",
                type="Method",
                facts=(("papers", "12"), ("first seen", "2021-06")),
                text="低秩适配：冻结权重。",
                summaries=(("tldr", "Few weights are trained.", "en"),),
                url="https://example.org/lora",
                weight=12,
                focus=True,
            ),
            Node(id=PAPER, label="LoRA: Low-Rank Adaptation of Large Language Models", type="Paper"),
            Node(id=GLUE, label="GLUE", type="Dataset", weight=4),
            Node(id=HU, label="Édward Hu", type="Author"),
            Node(id="urn:x-apart", label="cs.CL", type="Category"),
        ),
        edges=(
            Edge(source=PAPER, target=LORA, label="introduces", evidence=(proof, again)),
            Edge(source=PAPER, target=GLUE, label="uses", evidence=(again,)),
            Edge(source=PAPER, target=HU, label="by"),
        ),
        total_nodes=2431,
        total_edges=9120,
        details="digestgraph 0.1.0, 553 papers",
    )


HOSTILE = (
    "</script><script>window.hit=1</script>",
    "<img src=x onerror=window.hit=1>",
    "<!--<script>",
    "\"><svg onload=window.hit=1>'",
    "href <b onmouseover=window.hit=1>bold</b>",
    "a\u2028b\u2029c",
    "\u202eevil\u202c \u05d0\u05d1\u05d2",
    "half \ud83d of a pair",
    "__proto__",
    "constructor",
    "$title ${data}",
    "\x00\x07nul",
)


def hostile() -> Picture:
    """A picture in which every text is an attempt to break out."""
    every = " ".join(HOSTILE)
    nodes = tuple(
        Node(
            id=text,
            label=text,
            type="Method",
            facts=((text, text),),
            text=text,
            url="javascript:window.hit=1",
        )
        for text in HOSTILE
    )
    proofs = tuple(
        Evidence(paper=t, url="data:text/html,<script>window.hit=1</script>", before=t, exact=t, after=t)
        for t in HOSTILE
    )
    edges = tuple(Edge(source=HOSTILE[0], target=text, label=text, evidence=proofs) for text in HOSTILE)
    return Picture(
        title=every, caption=every, nodes=nodes, edges=edges, total_nodes=99, total_edges=99, details=every
    )


def unfolding() -> Picture:
    """A method and two papers of two days, with two authors of the first that are not shown at once, and one apart."""
    return Picture(
        title="Unfolding",
        nodes=(
            Node(id="m", label="Method", type="Method", focus=True),
            Node(id="p0", label="Paper 0", type="Paper", time="2025-09-29"),
            Node(id="p1", label="Paper 1", type="Paper", time="2025-12-04"),
            Node(id="a0", label="Author 0", type="Author", spare=True),
            Node(id="a1", label="Author 1", type="Author", spare=True),
            Node(id="x", label="Apart", type="Author", spare=True),
        ),
        edges=(
            Edge(source="p0", target="m", label="uses"),
            Edge(source="p1", target="m", label="uses"),
            Edge(source="p0", target="a0", label="by"),
            Edge(source="p0", target="a1", label="by"),
        ),
        total_nodes=6,
        total_edges=4,
    )


def large(papers: int) -> Picture:
    """A method in the middle, papers around it, three authors each and a few shared categories."""
    nodes = [Node(id="m", label="Transformer", type="Method", weight=papers, focus=True)]
    nodes += [Node(id=f"c{k}", label=f"cs.{k}", type="Category", weight=papers // 4) for k in range(4)]
    edges = []
    for i in range(papers):
        title = f"Paper {i}: Some Rather Long Title of a Work on Attention"
        nodes.append(Node(id=f"p{i}", label=title, type="Paper"))
        proof = Evidence(paper=title, before="We use a ", exact="Transformer", after=" here.")
        edges.append(Edge(source=f"p{i}", target="m", label="uses", evidence=(proof,)))
        edges.append(Edge(source=f"p{i}", target=f"c{i * i % 4}", label="in"))
        for k in range(3):
            nodes.append(Node(id=f"a{i}.{k}", label=f"Given Family {i}.{k}", type="Author"))
            edges.append(Edge(source=f"p{i}", target=f"a{i}.{k}", label="by"))
    return Picture(
        title="Transformer",
        nodes=tuple(nodes),
        edges=tuple(edges),
        total_nodes=len(nodes),
        total_edges=len(edges),
    )
