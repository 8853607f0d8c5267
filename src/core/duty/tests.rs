//! The table of duties, and service and programs that start, stop and crash in any order.

use proptest::prelude::*;

use super::*;

const MINE: Own = Own { names: Some(3), stopped: true };
const NONE: Own = Own { names: Some(0), stopped: true };

fn refused() -> Refusal {
    Refusal::Lacks(Role::Monitor)
}

#[test]
fn each_look_leads_from_each_duty_to_the_right_one() {
    use Duty::{Ceding, Face, Waiting};
    let own = Duty::Own(MINE);
    let all = [own.clone(), Ceding, Face, Waiting(Why::Looking), Waiting(Why::Nothing)];
    for duty in &all {
        let (answers, acts) = duty.clone().after(Event::Looked(Seen::Answers));
        let expected = match duty {
            Duty::Own(_) => (Ceding, vec![Act::Cede]),
            Ceding | Face => (duty.clone(), vec![]),
            Waiting(_) => (Face, vec![Act::Watch]),
        };
        assert_eq!((answers, acts), expected, "{duty:?}");
    }
    // A service that may not be watched is a service all the same.
    for seen in [Seen::Refuses(refused()), Seen::Silent] {
        assert_eq!(own.clone().after(Event::Looked(seen)), (Ceding, vec![Act::Cede]));
    }
    let start = || Duty::START;
    assert_eq!(start().after(Event::Looked(Seen::Nobody(MINE))), (own.clone(), vec![Act::Work]));
    assert_eq!(start().after(Event::Looked(Seen::Nobody(NONE))), (Waiting(Why::Nothing), vec![]));
    // A newcomer without a service: the worker waits for what is written into the configuration.
    let newcomer = Own { stopped: false, ..NONE };
    assert_eq!(start().after(Event::Looked(Seen::Nobody(newcomer))), (Duty::Own(newcomer), vec![Act::Work]));
    let (duty, acts) = start().after(Event::Looked(Seen::Refuses(refused())));
    assert_eq!((duty, acts), (Waiting(Why::Refused(refused())), vec![Act::Wait(RETRY)]));
}

#[test]
fn a_restart_of_the_service_is_no_reason_to_take_over() {
    let (gone, acts) = Duty::Face.after(Event::Ended);
    assert_eq!(acts, [Act::Wait(GRACE), Act::Look]);
    let (gone, acts) = gone.after(Event::Looked(Seen::Nobody(MINE)));
    assert_eq!((&gone, acts), (&Duty::Waiting(Why::Restarting), vec![]));
    let (back, acts) = gone.clone().after(Event::Looked(Seen::Answers));
    assert_eq!((back, acts), (Duty::Face, vec![Act::Watch]));
    // It stays away: one more look decides.
    let (gone, acts) = gone.after(Event::Elapsed);
    assert_eq!(acts, [Act::Look]);
    assert_eq!(gone.after(Event::Looked(Seen::Nobody(MINE))), (Duty::Own(MINE), vec![Act::Work]));
}

#[test]
fn what_cannot_be_begun_is_tried_again_and_a_change_is_looked_at_at_once() {
    let (unable, acts) = Duty::Own(MINE).after(Event::Failed("in use".to_owned()));
    assert_eq!(acts, [Act::Wait(RETRY)]);
    assert_eq!(unable.clone().after(Event::Elapsed).1, [Act::Look]);
    for duty in [unable, Duty::Own(MINE), Duty::Waiting(Why::Nothing), Duty::Waiting(Why::Refused(refused()))]
    {
        assert_eq!(duty.clone().after(Event::Stirred), (duty, vec![Act::Look]));
    }
    // While it is its face, the end of the updates tells more than the folder does.
    assert_eq!(Duty::Face.after(Event::Stirred), (Duty::Face, vec![]));
}

#[test]
fn a_service_that_answers_and_may_not_be_watched_is_asked_each_half_minute() {
    let too_many = Refusal::Said("too many".to_owned());
    let (mut duty, mut acts) = (Duty::START, vec![Act::Look]);
    let (mut clock, mut refused_at) = (Duration::ZERO, vec![]);
    while refused_at.len() < 20 {
        let mut waits = None;
        let mut events = vec![];
        for act in std::mem::take(&mut acts) {
            match act {
                Act::Look => events.push(Event::Looked(Seen::Answers)),
                Act::Watch => {
                    refused_at.push(clock);
                    events.push(Event::Unwatched(too_many.clone()));
                }
                Act::Wait(time) => waits = Some(time),
                other => panic!("{other:?}"),
            }
        }
        if events.is_empty() {
            clock += waits.expect("something goes on");
            events.push(Event::Elapsed);
        }
        for event in events {
            let more;
            (duty, more) = duty.after(event);
            acts.extend(more);
        }
    }
    assert!(refused_at.windows(2).all(|pair| pair[1] >= pair[0] + RETRY), "{refused_at:?}");
    // One that went before it could be followed has its grace, too.
    let (gone, acts) = Duty::Face.after(Event::Missed);
    assert_eq!((gone, acts), (Duty::Waiting(Why::Restarting), vec![Act::Wait(GRACE)]));
}

/// The lock of the service's folder, and who works.
#[derive(Default)]
struct World {
    service: Service,
    /// A stranger holds the lock alone.
    stranger: bool,
    programs: Vec<Program>,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
enum Service {
    #[default]
    Gone,
    /// It answers, and waits for its turn.
    Serving,
    /// It has its turn: the lock is its own, or was held by others for too long.
    Working { locked: bool },
}

#[derive(Clone, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "each is a thing of its own in the world")]
struct Program {
    alive: bool,
    duty: Duty,
    /// What is still to be done, in order.
    acts: Vec<Act>,
    works: bool,
    /// It holds the lock together with others.
    holds: bool,
    watches: bool,
    waits: bool,
}

impl Program {
    fn new() -> Self {
        let duty = Duty::START;
        Self {
            alive: true,
            duty,
            acts: vec![Act::Look],
            works: false,
            holds: false,
            watches: false,
            waits: false,
        }
    }

    fn event(&mut self, event: Event) {
        let (duty, acts) = self.duty.clone().after(event);
        self.duty = duty;
        self.acts.extend(acts);
    }
}

impl World {
    fn locked(&self) -> bool {
        self.service == Service::Working { locked: true }
    }

    fn is_free(&self) -> bool {
        !self.stranger && !self.programs.iter().any(|program| program.alive && program.holds)
    }

    fn seen(&self, may_watch: bool) -> Seen {
        match self.service {
            Service::Gone => Seen::Nobody(MINE),
            _ if may_watch => Seen::Answers,
            _ => Seen::Refuses(refused()),
        }
    }

    /// Lets one program do the next thing it has to do; whether there was one.
    fn act(&mut self, which: usize) -> bool {
        let (seen, locked) = (self.seen(which != 0), self.locked() || self.stranger);
        let program = &mut self.programs[which];
        if !program.alive || program.acts.is_empty() {
            return false;
        }
        match program.acts.remove(0) {
            Act::Look => {
                let (duty, acts) = program.duty.clone().after(Event::Looked(seen));
                // The turn that the look found is let go of, unless it is worked by.
                program.holds |= !locked && acts.iter().any(|act| matches!(act, Act::Work | Act::Hold));
                program.duty = duty;
                program.acts.extend(acts);
            }
            Act::Work => {
                program.works = true;
                program.acts.push(Act::Look);
            }
            Act::Hold => program.holds &= program.works,
            Act::Cede => {
                (program.works, program.holds) = (false, false);
                program.event(Event::Ended);
            }
            Act::Watch if self.service == Service::Gone => {
                program.waits = true;
                program.event(Event::Missed);
            }
            Act::Watch => program.watches = true,
            Act::Wait(_) => program.waits = true,
            Act::End => program.alive = false,
        }
        true
    }

    fn stir(&mut self) {
        for program in &mut self.programs {
            program.event(Event::Stirred);
        }
    }

    fn service_gone(&mut self) {
        self.service = Service::Gone;
        for program in &mut self.programs {
            if std::mem::take(&mut program.watches) {
                program.event(Event::Ended);
            }
        }
    }

    fn step(&mut self, step: Step) {
        match step {
            Step::Start if self.service == Service::Gone => {
                self.service = Service::Serving;
                self.stir();
            }
            Step::Stranger if !self.stranger => self.stranger = !self.locked() && self.is_free(),
            Step::Stranger => self.stranger = false,
            // Its turn comes when nobody holds the lock any more, or when it has waited long enough.
            Step::Turn if self.service == Service::Serving => {
                let free = self.is_free();
                self.service = Service::Working { locked: free };
            }
            Step::Stop => self.service_gone(),
            Step::Act(which) => drop(self.act(which % self.programs.len())),
            Step::Elapse(which) => {
                let at = which % self.programs.len();
                if std::mem::take(&mut self.programs[at].waits) {
                    self.programs[at].event(Event::Elapsed);
                }
            }
            Step::Crash(which) => {
                let at = which % self.programs.len();
                self.programs[at] = Program { alive: false, acts: vec![], ..Program::new() };
            }
            Step::Launch(which) => {
                let at = which % self.programs.len();
                if !self.programs[at].alive {
                    self.programs[at] = Program::new();
                }
            }
            Step::Start | Step::Turn => {}
        }
    }

    /// Nothing more happens outside, and everybody has his turn.
    fn settle(&mut self) {
        for _ in 0..50 {
            if self.service == Service::Serving {
                let free = self.is_free();
                self.service = Service::Working { locked: free };
            }
            for at in 0..self.programs.len() {
                while self.act(at) {}
                self.step(Step::Elapse(at));
            }
        }
    }
}

#[derive(Clone, Copy, Debug)]
enum Step {
    Start,
    /// A stranger takes the lock alone, or lets go of it.
    Stranger,
    Turn,
    Stop,
    Act(usize),
    Elapse(usize),
    Crash(usize),
    Launch(usize),
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        2 => Just(Step::Start),
        2 => Just(Step::Turn),
        2 => Just(Step::Stop),
        1 => Just(Step::Stranger),
        9 => (0..3_usize).prop_map(Step::Act),
        2 => (0..3_usize).prop_map(Step::Elapse),
        1 => (0..3_usize).prop_map(Step::Crash),
        1 => (0..3_usize).prop_map(Step::Launch),
    ]
}

proptest! {
    /// Program 0 may not watch, 1 and 2 may.
    #[test]
    fn never_two_work_once_each_has_had_its_turn(steps in proptest::collection::vec(step(), 0..80)) {
        let mut world = World { programs: vec![Program::new(); 3], ..World::default() };
        for step in steps {
            world.step(step);
            // While the service holds the lock alone, nobody else has one: that is what the lock is for.
            prop_assert!(!(world.locked() && world.programs.iter().any(|program| program.alive && program.holds)));
        }
        world.settle();
        for program in world.programs.iter().filter(|program| program.alive) {
            let service = world.service != Service::Gone;
            prop_assert_eq!(program.works, !service, "{:?} beside {:?}", program, world.service);
            prop_assert!(program.duty.is_settled(), "{:?}", program);
            prop_assert!(program.watches == matches!(program.duty, Duty::Face));
        }
    }
}
