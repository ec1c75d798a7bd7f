//! Many reads of one kind, within Cognito's request rate.

use std::time::Duration;

use futures_util::{StreamExt as _, TryStreamExt as _, stream};

use crate::error::{Error, Result};

/// Cognito reads 5 app clients of one pool a second (UserPoolClientRead, not adjustable). For identity pools no number
/// is published that could be read here; the same pace is kept.
const READS_A_SECOND: usize = 5;

/// Reads every item, the first five at once and then five a second: a burst beyond the quota costs retries, and the
/// SDK's default ones lose calls. Answers come in the items' order.
pub(super) async fn paced<'a, I, T, F>(
    items: &'a [I],
    progress: impl Fn(usize),
    read: impl Fn(&'a I) -> F,
) -> Result<Vec<T>>
where
    F: Future<Output = Result<T>>,
{
    let start = tokio::time::Instant::now();
    let (progress, read) = (&progress, &read);
    stream::iter(items.iter().enumerate())
        .map(|(index, item)| {
            let reading = read(item);
            async move {
                let turn = index.saturating_sub(READS_A_SECOND - 1);
                let wait = Duration::from_millis(1000 * turn as u64 / READS_A_SECOND as u64);
                tokio::time::sleep_until(start + wait).await;
                let answer = reading.await?;
                progress(index + 1);
                Ok::<_, Error>(answer)
            }
        })
        .buffered(READS_A_SECOND)
        .try_collect()
        .await
}
