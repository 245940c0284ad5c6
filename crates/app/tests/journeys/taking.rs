//! Figures are taken by one at a time, from one server or two: the second says so; whoever fell silent and lost the lease
//! does not write.

use crate::plan::{issued, text};
use std::sync::Arc;
use testkit::{World, each_database};
use tokio::sync::Semaphore;
use workplan::actions::{Taken, snapshot};
use workplan::{Catalogue, Cell, Computed};

/// A permit for each taking that has begun.
static BEGUN: Semaphore = Semaphore::const_new(0);
/// A permit for each taking that may end.
static GO: Semaphore = Semaphore::const_new(0);

/// The catalogue of the program, in which one figure is slow and always seven.
fn slow() -> Arc<Catalogue> {
    let mut real = Catalogue::clone(&app::catalogue().expect("the plans load"));
    let of_persons = real.computed.iter_mut().find(|one| one.id == "payments.persons").expect("a figure");
    *of_persons = Computed {
        compute: |_, _, _, _| {
            Box::pin(async {
                BEGUN.add_permits(1);
                GO.acquire().await.expect("open").forget();
                let (county, township) = ("510904".to_owned(), "510904105".to_owned());
                Ok(vec![Cell { county, township, top: 7, bottom: 0, opened: 7 }])
            })
        },
        ..*of_persons
    };
    Arc::new(real)
}

/// Begins a slow taking and waits until it is in the middle.
async fn begun(world: &World) -> tokio::task::JoinHandle<db::Outcome<Taken>> {
    let house = world.house.clone();
    let task = tokio::spawn(async move { snapshot(&house, &slow()).await });
    BEGUN.acquire().await.expect("open").forget();
    task
}

async fn sevens(world: &World) -> i64 {
    world.number("select count(*) from workplan_snapshots where figure = 'payments.persons/dibao' and top = 7").await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_takings_never_go_on_at_once() {
    for engine in each_database() {
        let world = World::new(engine).await;
        issued(&world).await;
        let real = app::catalogue().expect("the plans load");
        let first = begun(&world).await;
        // Another server, and the button.
        let second = snapshot(&world.house, &real).await.expect("an answer");
        assert!(matches!(second, Taken::Busy(Some(_))), "{second:?}");
        let mut bureau = world.login("bureau").await;
        bureau.post("/workplan/figures", &[]).await.is(409).says("正在取数（2017-05-09 09:30开始）").says("不用再按");
        assert_eq!(world.number("select count(*) from workplan_snapshots").await, 0, "the second wrote nothing");
        GO.add_permits(1);
        let taken = first.await.expect("no panic").expect("an answer");
        assert!(matches!(taken, Taken::Figures(many) if many > 5), "{taken:?}");
        assert_eq!(sevens(&world).await, 1);
        assert_eq!(
            world.number("select count(*) from workplan_takings where until_ms > 0").await,
            0,
            "the lease is given back"
        );
        // Then the next one may.
        bureau.post("/workplan/figures", &[]).await.is(303);
        assert_eq!(sevens(&world).await, 0);
        world.end().await;
    }
    silent().await;
}

/// One that falls silent loses the lease, and writes nothing over the one that has it.
async fn silent() {
    for engine in each_database() {
        let world = World::new(engine).await;
        issued(&world).await;
        let real = app::catalogue().expect("the plans load");
        let first = begun(&world).await;
        let holder = text(&world, "select holder from workplan_takings").await;
        world.tamper("update workplan_takings set until_ms = 1").await;
        let second = snapshot(&world.house, &real).await.expect("an answer");
        assert!(matches!(second, Taken::Figures(_)), "{second:?}");
        GO.add_permits(1);
        let lost = first.await.expect("no panic").expect("an answer");
        assert!(matches!(lost, Taken::Busy(_)), "{holder} {lost:?}");
        assert_eq!(sevens(&world).await, 0);
        world.end().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_many_at_once_one_takes_and_a_failed_one_gives_the_lease_back() {
    for engine in each_database() {
        let world = World::new(engine).await;
        let real = app::catalogue().expect("the plans load");
        let (one, two, three) =
            tokio::join!(snapshot(&world.house, &real), snapshot(&world.house, &real), snapshot(&world.house, &real));
        let answers = [one, two, three].map(|answer| answer.expect("an answer"));
        assert!(answers.iter().any(|answer| matches!(answer, Taken::Figures(_))), "{answers:?}");
        let mut broken = Catalogue::clone(&real);
        broken.computed[0].compute = |_, _, _, _| Box::pin(async { Err(db::Fault::other("a disk that ends")) });
        snapshot(&world.house, &broken).await.expect_err("a fault");
        assert!(matches!(snapshot(&world.house, &real).await, Ok(Taken::Figures(_))));
        world.end().await;
    }
}
