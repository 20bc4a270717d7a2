"""Small documents in XML made up for the tests, one for each format as its maintainers lay it out."""

# ruff: noqa: E501 - lines are as long as those of the real documents

ATOM = """<?xml version='1.0' encoding='UTF-8'?>
<feed xmlns:opensearch="http://a9.com/-/spec/opensearch/1.1/" xmlns:arxiv="http://arxiv.org/schemas/atom" xmlns="http://www.w3.org/2005/Atom">
  <id>https://arxiv.org/api/sheep</id>
  <title>arXiv Query: search_query=all:sheep</title>
  <opensearch:totalResults>2</opensearch:totalResults>
  <entry>
    <id>http://arxiv.org/abs/2512.00001v3</id>
    <title>Counting sheep
  in two dimensions</title>
    <updated>2026-01-02T14:57:58Z</updated>
    <link href="https://arxiv.org/abs/2512.00001v3" rel="alternate" type="text/html"/>
    <link href="https://arxiv.org/pdf/2512.00001v3" rel="related" type="application/pdf" title="pdf"/>
    <summary>  We count sheep with $p &lt; 0.05$ &amp; joy.
Summary: there are many.
</summary>
    <category term="cs.LG" scheme="http://arxiv.org/schemas/atom"/>
    <category term="alg-geom" scheme="http://arxiv.org/schemas/atom"/>
    <category term="68T07, 14J17" scheme="http://arxiv.org/schemas/atom"/>
    <category term="I.2.6; F.1.1" scheme="http://arxiv.org/schemas/atom"/>
    <published>2025-11-30T14:57:58Z</published>
    <arxiv:comment>3 pages, one sheep</arxiv:comment>
    <arxiv:primary_category term="cs.LG"/>
    <arxiv:journal_ref>J. Sheep 1 (2026) 1-3</arxiv:journal_ref>
    <author>
      <name>Ada Byron</name>
      <arxiv:affiliation>Meadow</arxiv:affiliation>
    </author>
    <author>
      <name>:</name>
    </author>
    <author>
      <name>Karl Gauß Jr</name>
    </author>
    <arxiv:doi>10.1000/Sheep.1</arxiv:doi>
    <link rel="related" href="https://doi.org/10.1000/Sheep.1" title="doi"/>
  </entry>
  <entry>
    <id>http://arxiv.org/abs/math/0306266v1</id>
    <title>Goats</title>
    <link href="https://arxiv.org/abs/math/0306266v1" rel="alternate" type="text/html"/>
    <summary>This paper has been withdrawn.</summary>
    <category term="math.CO" scheme="http://arxiv.org/schemas/atom"/>
    <published>2003-06-18T01:02:03Z</published>
    <arxiv:comment>This paper has been withdrawn by the author due to a goat</arxiv:comment>
    <arxiv:primary_category term="math.CO"/>
    <author>
      <name>Niels Bohr</name>
    </author>
  </entry>
</feed>
"""

ATOM_ERROR = """<?xml version='1.0' encoding='UTF-8'?>
<feed xmlns="http://www.w3.org/2005/Atom">
  <title>arXiv Search Results</title>
  <entry>
    <id>https://arxiv.org/api/errors#incorrect_id_format_for_sheep</id>
    <title>Error</title>
    <link href="https://arxiv.org/api/errors#incorrect_id_format_for_sheep" rel="alternate" type="text/html"/>
    <summary>incorrect id format for sheep</summary>
    <author><name>arXiv api core</name></author>
  </entry>
</feed>
"""

ANNOUNCED_ATOM = """<?xml version='1.0' encoding='UTF-8'?>
<feed xmlns:arxiv="http://arxiv.org/schemas/atom" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns="http://www.w3.org/2005/Atom" xml:lang="en-us">
  <id>http://rss.arxiv.org/atom/cs.LG</id>
  <title>cs.LG updates on arXiv.org</title>
  <entry>
    <id>oai:arXiv.org:2512.00001v2</id>
    <title>Counting sheep</title>
    <updated>2026-01-05T05:00:00+00:00</updated>
    <link href="https://arxiv.org/abs/2512.00001" rel="alternate" type="text/html"/>
    <summary>arXiv:2512.00001v2 Announce Type: replace-cross\x20
Abstract: We count sheep with $r&lt;p$ and $q&gt;p$.</summary>
    <category term="stat.ML"/>
    <category term="cs.LG"/>
    <published>2026-01-05T00:00:00-05:00</published>
    <arxiv:announce_type>replace-cross</arxiv:announce_type>
    <dc:rights>http://creativecommons.org/licenses/by/4.0/</dc:rights>
    <dc:creator>Ada Byron, Karl Gauß, Niels Bohr</dc:creator>
  </entry>
</feed>
"""

ANNOUNCED_RSS = """<?xml version='1.0' encoding='UTF-8'?>
<rss xmlns:arxiv="http://arxiv.org/schemas/atom" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:atom="http://www.w3.org/2005/Atom" xmlns:content="http://purl.org/rss/1.0/modules/content/" version="2.0">
  <channel>
    <title>cs.LG updates on arXiv.org</title>
    <link>http://rss.arxiv.org/rss/cs.LG</link>
    <description>cs.LG updates on the arXiv.org e-print archive.</description>
    <atom:link href="http://rss.arxiv.org/rss/cs.LG" rel="self" type="application/rss+xml"/>
    <language>en-us</language>
    <pubDate>Mon, 05 Jan 2026 00:00:00 -0500</pubDate>
    <skipDays>
      <day>Sunday</day>
      <day>Saturday</day>
    </skipDays>
    <item>
      <title>Counting sheep</title>
      <link>https://arxiv.org/abs/2512.00001</link>
      <description>arXiv:2512.00001v1 Announce Type: new\x20
Abstract: We count sheep with $a&lt;b and c&gt;d$ and &amp;lt; signs.</description>
      <guid isPermaLink="false">oai:arXiv.org:2512.00001v1</guid>
      <category>cs.LG</category>
      <category>cs.AI</category>
      <pubDate>Mon, 05 Jan 2026 00:00:00 -0500</pubDate>
      <arxiv:announce_type>new</arxiv:announce_type>
      <dc:rights>http://arxiv.org/licenses/nonexclusive-distrib/1.0/</dc:rights>
      <arxiv:DOI>10.1000/sheep.1</arxiv:DOI>
      <arxiv:journal_reference>J. Sheep 1 (2026) 1-3</arxiv:journal_reference>
      <dc:creator>Ada Byron (1), Karl Gau{\\ss} (1, 2) and \\'Evariste Galois ((1) Meadow, (2) Fold)</dc:creator>
    </item>
  </channel>
</rss>
"""

RSS_1 = """<?xml version="1.0" encoding="UTF-8"?>
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel rdf:about="http://arxiv.org/">
<title>cs.LG updates on arXiv.org</title>
<items><rdf:Seq><rdf:li rdf:resource="http://arxiv.org/abs/2102.00001" /></rdf:Seq></items>
</channel>
<item rdf:about="http://arxiv.org/abs/2102.00001">
<title>Counting sheep. (arXiv:2102.00001v2 [cs.LG] UPDATED)</title>
<link>http://arxiv.org/abs/2102.00001</link>
<description rdf:parseType="Literal">&lt;p&gt;We count $x&lt;y$ sheep
at night.
&lt;/p&gt;
</description>
<dc:creator> &lt;a href="http://arxiv.org/find/cs/1/au:+Byron_A/0/1/0/all/0/1"&gt;Ada Byron&lt;/a&gt; (Meadow), &lt;a href="http://arxiv.org/find/cs/1/au:+Gauss_K/0/1/0/all/0/1"&gt;Karl Gau&amp;#xdf;&lt;/a&gt;</dc:creator>
</item>
</rdf:RDF>
"""

RSS_MADE = """<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0"><channel><title>Sheep feed</title><link>https://example.org/</link><description>Sheep</description>
<item><title>Counting sheep</title><link>https://arxiv.org/abs/2512.00001v2</link><description>
&lt;p&gt; Ada Byron, Karl Gauß &lt;/p&gt;
&lt;p&gt;
We count 5&amp;percnt; of H&lt;sub&gt;2&lt;/sub&gt;O sheep with r&lt;r_0 and s &gt; 0.
&lt;/p&gt;
&lt;p&gt; &lt;b&gt; Published: &lt;/b&gt; 2025-12-01T17:59:58Z &lt;/p&gt;
&lt;p&gt; &lt;b&gt; Updated: &lt;/b&gt; 2026-01-20T17:59:58Z &lt;/p&gt;
&lt;p&gt; &lt;b&gt; Comments: &lt;/b&gt; 3 pages &lt;/p&gt;
&lt;p&gt; &lt;b&gt; PDF: &lt;/b&gt; &lt;a href="https://arxiv.org/pdf/2512.00001v2"&gt; https://arxiv.org/pdf/2512.00001v2 &lt;/a&gt; &lt;/p&gt;

</description><author>Ada Byron</author><pubDate>Tue, 20 Jan 2026 17:59:58 GMT</pubDate><guid isPermaLink="true">https://arxiv.org/abs/2512.00001v2</guid></item>
</channel></rss>
"""

OAI_ARXIV = """<?xml version="1.0" encoding="UTF-8"?>
<OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/">
<responseDate>2026-01-05T00:00:00Z</responseDate>
<request verb="ListRecords" from="2026-01-01" metadataPrefix="arXiv">http://export.arxiv.org/oai2</request>
<ListRecords>
<record>
<header>
 <identifier>oai:arXiv.org:2512.00001</identifier>
 <datestamp>2026-01-02</datestamp>
 <setSpec>cs</setSpec>
</header>
<metadata>
 <arXiv xmlns="http://arxiv.org/OAI/arXiv/">
 <id>2512.00001</id><created>2025-11-30</created><updated>2026-01-01</updated><authors><author><keyname>Array</keyname><forenames>Sheep</forenames></author><author><keyname>Collaborations</keyname><forenames>Goat</forenames></author><author><keyname>:</keyname></author><author><keyname>Byron</keyname><forenames>Ada</forenames><affiliation>Meadow</affiliation></author><author><keyname>Gauß</keyname><forenames>K. F.</forenames><suffix>IV</suffix></author></authors><title>Counting sheep
  in two dimensions</title><categories>cs.LG stat.ML</categories><comments>3 pages</comments><msc-class>68T07</msc-class><acm-class>I.2.6</acm-class><journal-ref>J. Sheep 1</journal-ref><doi>10.1000/Sheep.1 10.1000/sheep.2</doi><license>http://arxiv.org/licenses/nonexclusive-distrib/1.0/</license><abstract>  We count sheep
with $p&lt;1$.
</abstract></arXiv>
</metadata>
</record>
<record>
<header status="deleted">
 <identifier>oai:arXiv.org:2512.00002</identifier>
 <datestamp>2026-01-02</datestamp>
</header>
</record>
<resumptionToken cursor="0" completeListSize="20000">6543210|1001</resumptionToken>
</ListRecords>
</OAI-PMH>
"""

OAI_RAW = """<?xml version="1.0" encoding="UTF-8"?>
<OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/">
<GetRecord>
<record>
<header><identifier>oai:arXiv.org:2512.00001</identifier><datestamp>2026-01-02</datestamp><setSpec>cs:cs:LG</setSpec></header>
<metadata>
<arXivRaw xmlns="http://arxiv.org/OAI/arXivRaw/">
<id>2512.00001</id><submitter>Ada Byron</submitter>
<version version="v1"><date>Sun, 30 Nov 2025 19:18:42 GMT</date><size>25kb</size><source_type>D</source_type></version>
<version version="v2"><date>Thu, 1 Jan 2026 20:00:00 GMT</date><size>0kb</size><source_type>I</source_type></version>
<title>Counting sheep</title>
<authors>Sheep Array, Goat Collaborations: Ada Byron (1), Karl
  Gau\\ss{} (2) and M. \\L{}ukasz ((1) Meadow, (2) Fold)</authors>
<categories>cs.LG stat.ML</categories>
<comments>This paper has been withdrawn by Ada Byron</comments>
<msc-class>68T07</msc-class>
<doi>10.1000/sheep.1</doi>
<license>http://arxiv.org/licenses/nonexclusive-distrib/1.0/</license>
<abstract>  We count sheep
with $p&lt;1$.
</abstract>
</arXivRaw>
</metadata>
</record>
</GetRecord>
</OAI-PMH>
"""

OAI_DC = """<record>
<header>
 <identifier>oai:arXiv.org:math/0306266</identifier>
 <datestamp>2017-11-17</datestamp>
 <setSpec>math</setSpec>
</header>
<metadata>
 <oai_dc:dc xmlns:oai_dc="http://www.openarchives.org/OAI/2.0/oai_dc/" xmlns:dc="http://purl.org/dc/elements/1.1/">
 <dc:title>Counting sheep</dc:title>
 <dc:creator>Byron, Ada</dc:creator>
 <dc:creator>Gauß, Karl, Jr.</dc:creator>
 <dc:creator>Sheep Collaboration</dc:creator>
 <dc:subject>Mathematics - Combinatorics</dc:subject>
 <dc:subject>High Energy Physics - Theory</dc:subject>
 <dc:subject>Computer Science - Machine Learning</dc:subject>
 <dc:subject>05C80, 05C15</dc:subject>
 <dc:description>  We count sheep
at night.
</dc:description>
 <dc:description>Comment: 3 pages</dc:description>
 <dc:date>2003-06-18</dc:date>
 <dc:date>2005-01-02</dc:date>
 <dc:type>text</dc:type>
 <dc:identifier>http://arxiv.org/abs/math/0306266</dc:identifier>
 <dc:identifier>Journal of Sheep 14 (2005) 439 - 465</dc:identifier>
 <dc:identifier>doi:10.1000/Sheep.3</dc:identifier>
 </oai_dc:dc>
</metadata>
</record>
"""

OAI_ERROR = """<?xml version="1.0" encoding="UTF-8"?>
<OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/">
<responseDate>2026-01-05T00:00:00Z</responseDate>
<request verb="ListRecords" from="2026-01-04" metadataPrefix="arXiv">http://export.arxiv.org/oai2</request>
<error code="noRecordsMatch">The combination of the values leads
  to an empty list.</error>
</OAI-PMH>
"""

ALL = (
    ATOM,
    ATOM_ERROR,
    ANNOUNCED_ATOM,
    ANNOUNCED_RSS,
    RSS_1,
    RSS_MADE,
    OAI_ARXIV,
    OAI_RAW,
    OAI_DC,
    OAI_ERROR,
)
WITH_PAPERS = (ATOM, ANNOUNCED_ATOM, ANNOUNCED_RSS, RSS_1, RSS_MADE, OAI_ARXIV, OAI_RAW, OAI_DC)
