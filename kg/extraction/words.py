"""Word lists that more than one kind of evidence consults. All lower case."""

from __future__ import annotations

FUNCTION = frozenset(
    """a about above across after against all along also although among an and any are as at be because been
    before being between beyond both but by can cannot could despite did do does during each either even
    every few first for from had has have hence here how however i if in into is it its itself just
    last less like many may might more moreover most much must namely neither next no nor not of off on
    once one only onto or other our out over own per rather s same second several should since so some
    still such than that the their them then there thereby therefore these they third this those though
    through throughout thus to toward towards two three four five under unlike until up upon us versus via
    was we well were what when where whereas whether which while who whose why will with within without
    would yet you your et al e.g. i.e. etc respectively specifically finally additionally furthermore
    notably importantly recently recent""".split()
)
"""Words that no name begins with or runs across."""

EVALUATIVE = frozenset(
    """accurate accelerated advanced attractive best better broad careful challenging classic clean clear
    common compact competitive comprehensive computationally conventional cost costly crucial current
    data-efficient dedicated detailed different diverse downstream effective efficient elegant emerging
    enhanced entire established excellent existing expensive exploratory expressive extensive fast faster
    fine first-of-its-kind flexible general generalizable good great high-quality highly important
    improved innovative interpretable intuitive key large-scale latest leading lightweight limited main
    major modern more naive new newly novel numerous open-source original other overall particular
    popular possible powerful practical precise previous principled prior promising proper proposed
    purely rapid real reliable representative rigorous robust scalable sensible significant similar simple
    sophisticated specific specialized standard standalone state-of-the-art straightforward strong
    stronger successful suitable superior systematic tailored traditional transferable typical unified
    useful usual valuable various vanilla versatile well-established well-known widely-used underlying
    resulting corresponding respective given multiple conventionally pretrained pre-trained trained
    so-called popular fully end-to-end realistic automated multiple complex""".split()
)
"""Adjectives that praise, place or count, and are no part of a term."""

VERBS = frozenset(
    """accelerate accelerates accelerating accurately achieve achieved achieves achieving adapt adapts adopt
    adopting adopts advance advances advancing affect aim aims allow allowing allows analyze analyzing apply
    applied applies applying argue argues assess based become becomes benchmarking build building built called
    capture captures capturing combine combined combines combining compare compared comparing conduct conducted
    consider considering construct constructed construct create creates creating demonstrate demonstrates
    demonstrating derive derived describe describes design designed develop developed developing develops dubbed
    efficiently employ employed employing employs enable enabled enables enabling enhance enhances enhancing
    ensure ensuring establish establishes evaluate evaluated evaluating exhibit exhibits existing explore
    explores exploring extend extending extends facilitate find following formulate formulates generalize
    generates given guide guided guides guiding handle help helps highlight identify identifies identifying
    implement implemented implementing improve improved improves improving include included includes including
    incorporate incorporates incorporating integrate integrated integrates integrating introduce introduced
    introduces introducing investigate investigates involve involving known lead leading leads leverage
    leveraged leverages leveraging make makes making motivated named need needs obtain obtained offer offering
    offers outperform outperforming outperforms overcome perform performed performing performs predict predicts
    present presented presenting presents propose proposed proposes proposing prove proves provide provided
    provides providing reach reduce reduced reduces reducing rely relies relying remain remains replace
    replaces replacing report require required requires requiring reveal reveals review serve serves show
    showing shown shows solve solves study studies studying suggest support supporting supports surpass
    surpasses tackle termed test tests train trains understand use used uses using utilize utilized utilizes
    utilizing validate validated validating yield yields rethinking revisiting bridging unlocking scaling
    addressing automating
    quantifying exploiting exploits optimize optimizes optimizing maintain maintains preserving fails fail
    struggle struggles matching exceeding becoming""".split()
)
"""Verb forms that stand before names in abstracts and are no part of them."""

METHOD_HEADS = frozenset(
    """agent algorithm annealing approach architecture assistant attention augmentation autoencoder bandit
    boosting classifier controller decoder decomposition descent diffusion distillation embedding emulator
    encoder engine ensemble estimator expansion filter flow forest framework function generator gradient
    graph guidance head kernel layer learner learning library loop loss machine map mechanism method
    methodology mixture model module net network operator optimizer package paradigm pipeline policy
    potential predictor prior procedure process program prompting protocol pruning regression regularization
    regularizer representation sampler sampling scheme search simulation simulator software solver strategy
    suite surrogate system technique theory tool toolkit transform transformer tree tuning twin
    unit workflow""".split()
)
"""Words that a method's description ends in."""

SOFTWARE_HEADS = frozenset(
    "algorithm architecture framework model network solver package code software toolkit toolbox library "
    "agent optimizer method platform simulator".split()
)
"""Words that follow the proper name of a method."""

DATASET_HEADS = frozenset(
    "archive bank benchmark benchmarks challenge collection corpora corpus database databases dataset datasets "
    "leaderboard repository testbed test".split()
)
"""Words that a dataset's description ends in."""

GENERIC_NAMES = frozenset(
    """ai api asic bert-like cad ci cpu cpus csv dl dna dnn ev fpga fps gflops gpa gpu gpus hpc http https ii iii
    iot iv json ml mrna nlp ok pdf pde pdes ode odes poc r2 rmse mae mse auc auroc f1 rna sota sdk sql stem
    tpu ui url usa uk eu us who vs xai 1d 2d 3d 4d cnns dnns hpc io os pc qa qoi sde sdes snr vi vii ix
    tev gev mev ev khz mhz ghz mg kg cm nm mm pm am covid covid-19 sars-cov-2 llm llms""".split()
)
"""Capitalised strings that are no names of systems (fields, units, hardware, metrics)."""
