//! What a run writes into a plan harms nothing: every document we own and the real ones, with evidence
//! that tries to be a step, a heading, a tick or a comment (ATTACK-11, E1-E3, R6, R7).

mod intents;

mod payloads;

mod case;

mod law;

mod hostile;

mod many;

mod ready;

mod evidence;

mod progress;

mod run_record;
