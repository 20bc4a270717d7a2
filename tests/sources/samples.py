"""Small digests made up for the tests, one per template, and a way to read text as a document."""

from __future__ import annotations

from pathlib import Path

from kg.model import Document, Paper, Skipped
from kg.sources import read

PRESENT = """<div id=toc></div>

# Table of Contents

- [cs.LG](#cs.LG) [Total: 1]
- [MOFs & "cages"](#MOFs & "cages") [Total: 1]


<div id='cs.LG'></div>

# cs.LG [[Back]](#toc)

### [1] [[Re] Counting (almost) all sheep](https://arxiv.org/abs/2512.00001v2)
*Ada Byron,:,Karl Gauß, Jr.*

Main category: cs.LG

TL;DR: Sheep are counted.

Twice.


<details>
  <summary>Details</summary>
Motivation: 羊很多，没有人数过它们。

Method: ヒツジを一頭ずつ数える。

Result: 양을 모두 세었다.

Conclusion: Counting works.

Abstract: We count sheep.
  Methods: We look at $x^2$ of them.

Results: All are counted.
  Conclusion: There are many...

</details>


<div id='MOFs & "cages"'></div>

# MOFs & "cages" [[Back]](#toc)

### [2] [Cages](https://doi.org/10.1016/S0022-1(99)00012-X)
*Niels Bohr*

Main category: MOFs & "cages"

TL;DR: Cages are caged.


<details>
  <summary>Details</summary>
Motivation: Summary generation failed

Method: They are built.

Result: They stand.

Conclusion: They stay.

Abstract:

</details>
"""

TASK = """### [Sheep](https://arxiv.org/abs/2503.00001)
*Ada Byron*

Task: Count sheep.

Motivation: Nobody did.

<details>
  <summary>Details</summary>
Method: We look.

Result: We see.

Conclusion: It works.

Abstract: We count
sheep.

</details>
"""

ABSTRACT_ONLY = """### [Sheep](https://arxiv.org/abs/2503.00001)
*Ada Byron,Karl Gauß*
<details>
  <summary>Abstract</summary>
# of sheep is large. We count
them.
</details>

### [Goats](https://arxiv.org/abs/2503.00002)
*Ada Byron*
<details>
  <summary>Abstract</summary>
Goats too.
</details>
"""

BULLETS = """---
title: "arXiv Daily"
---

# arXiv Daily · 2 papers

### Sheep in two dimensions
- **arXiv**: [2604.00001](https://arxiv.org/abs/2604.00001)  ·  [PDF](https://arxiv.org/pdf/2604.00001.pdf)
- **Title (EN)**: Sheep in two dimensions
- **Authors**: Ada Byron, Karl Gauß
- **Categories**: cond-mat.supr-con, cs.LG
- **TL;DR**: 数羊。

We count sheep.

Conclusion: in two paragraphs.

### Goats
- **arXiv**: [cond-mat/0601001](https://arxiv.org/abs/cond-mat/0601001)
- **Authors**: Ada Byron

We count goats.
"""

EMOJI = """# cs.CV [[Back]](#toc)

### [1] [Sheep](https://arxiv.org/abs/2603.00001)
*Ada Byron, Karl Gauß*

#### 🧩 TL;DR
Sheep are counted.

---

#### 📘 Detailed Summary
**Motivation:** Nobody did.

**Method:** We look.

**Result:** We see.

**Conclusion:** It works.

---

#### 📄 Abstract
Background: sheep.
  Methods: eyes.


### [2] [Goats](https://arxiv.org/abs/2603.00002)
*Ada Byron*

#### 📄 Abstract
Goats.

---
"""

SINGLE = """# Sheep in matter

**Authors:** Ada Byron, Karl Gauß

We count sheep in matter.

---

**Published:** 2026-03-31 | **Updated:** 2026-04-01

**arXiv categories:** hep-ph, nucl-th

[arXiv abstract page](http://arxiv.org/abs/2603.00003) | [PDF](http://arxiv.org/pdf/2603.00003)
"""

TRAILING = """# 摘要速递: 2025-12-05

## 目录

- [cs.CR (1)](#cs-cr)

## cs.CR [cs.CR]
### [1] [Sheep](https://arxiv.org/abs/2512.00003)
*Ada Byron*

Main category: cs.CR

TL;DR: 达到API配额限制，请明天再试


<details>
  <summary>Details</summary>
Motivation: Error: API quota exceeded

Abstract: 我们用新的方法数羊。

</details>

[**[PDF]**](https://arxiv.org/pdf/2512.00003) | **Categories:** cs.CR, cs.DB

---
"""

ALL = (PRESENT, TASK, ABSTRACT_ONLY, BULLETS, EMOJI, SINGLE, TRAILING)


def results(folder: Path, content: str | bytes, name: str = "digest.md") -> list[Paper | Skipped]:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return list(read(Document(name=name, path=str(path))))


def papers(folder: Path, content: str | bytes) -> list[Paper]:
    return [result for result in results(folder, content) if isinstance(result, Paper)]


def reasons(folder: Path, content: str | bytes) -> list[str]:
    return [result.reason for result in results(folder, content) if isinstance(result, Skipped)]
