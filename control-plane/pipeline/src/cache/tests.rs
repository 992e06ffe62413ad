//! Work areas of living and dead processes, and locks.

use super::*;

#[test]
fn a_sweep_takes_the_dead_and_spares_the_living() {
    let root = tempfile::tempdir().unwrap();
    let cache = Cache::open(Some(root.path())).unwrap();
    let living = cache.session().unwrap();
    let folder = living.folder().unwrap();
    let dead = root.path().join("work/1-1");
    fs::create_dir_all(dead.join("0")).unwrap();
    File::create(dead.join(LOCK)).unwrap();
    let starting = root.path().join("work/new-2-2");
    fs::create_dir(&starting).unwrap();
    let other = cache.session().unwrap();
    assert!(!dead.exists() && starting.exists() && folder.path().exists());
    let path = folder.path().to_path_buf();
    drop(folder);
    assert!(!path.exists());
    drop((living, other));
    fs::remove_dir(&starting).unwrap();
    assert_eq!(fs::read_dir(root.path().join("work")).unwrap().count(), 0);
}

#[test]
fn a_folder_that_cannot_be_made_says_so() {
    let file = tempfile::NamedTempFile::new().unwrap();
    let error = Cache::open(Some(&file.path().join("cache"))).unwrap_err();
    assert!(error.to_string().contains("set PORTALIS_CACHE"), "{error}");
}

#[tokio::test]
async fn a_lock_is_waited_for_and_no_longer() {
    let root = tempfile::tempdir().unwrap();
    let path = root.path().join("lock");
    let held = lock(&path, Duration::from_secs(1)).await.unwrap();
    let error = lock(&path, Duration::from_millis(120)).await.unwrap_err();
    assert!(matches!(error, SetupError::Locked { .. }), "{error}");
    let waiting = tokio::spawn({
        let path = path.clone();
        async move { lock(&path, Duration::from_secs(10)).await }
    });
    tokio::time::sleep(Duration::from_millis(100)).await;
    drop(held);
    assert!(waiting.await.unwrap().is_ok());
}
