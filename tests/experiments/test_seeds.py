from approdo.experiments.seeds import run_seed


def test_a_run_has_one_seed_whatever_the_arm_and_seed_zero_is_a_seed():
    seeds = [run_seed(seed, run) for seed in (0, 1, 2**63 - 1) for run in range(200)]
    assert len(set(seeds)) == len(seeds)
    assert all(0 <= seed < 2**63 for seed in seeds)
    assert seeds == [run_seed(seed, run) for seed in (0, 1, 2**63 - 1) for run in range(200)]


def test_designs_and_confirmations_do_not_share_the_seeds_of_comparisons():
    plain = {run_seed(1, run) for run in range(100)}
    assert not plain & {run_seed(1, run, point=2**63 - 5) for run in range(100)}
    assert not plain & {run_seed(1, run, fresh=True) for run in range(100)}
    assert run_seed(1, 0, point=3) != run_seed(1, 0, point=4)


def test_the_rule_never_changes():
    assert [run_seed(1, run) for run in range(3)] == [5798228838397846302, 2969202350700904004, 6326404249380893085]
