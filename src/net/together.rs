//! Waiting for many questions at once.
//!
//! In one task: a task of its own for each would be needed only if they computed. It bounds
//! nothing; each question is bounded by itself.

use std::{future::poll_fn, pin::Pin, task::Poll};

/// A question under way.
pub type Asking<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// Waits for all of them; the answers stand in the order of the questions.
pub async fn together<T>(asking: Vec<Asking<'_, T>>) -> Vec<T> {
    let mut slots: Vec<Result<T, Asking<'_, T>>> = asking.into_iter().map(Err).collect();
    poll_fn(|context| {
        let mut waiting = false;
        for slot in &mut slots {
            let Err(asking) = slot else { continue };
            match asking.as_mut().poll(context) {
                Poll::Ready(answer) => *slot = Ok(answer),
                Poll::Pending => waiting = true,
            }
        }
        if waiting { Poll::Pending } else { Poll::Ready(()) }
    })
    .await;
    slots.into_iter().filter_map(Result::ok).collect()
}

#[cfg(test)]
mod tests {
    use tokio::sync::oneshot;

    use super::*;

    #[tokio::test]
    async fn answers_stand_in_the_order_of_the_questions_however_they_come() {
        let (first, one) = oneshot::channel();
        let (second, two) = oneshot::channel();
        let asking: Vec<Asking<'_, u8>> = vec![
            Box::pin(async { one.await.unwrap() }),
            Box::pin(async { 2 }),
            Box::pin(async { two.await.unwrap() }),
        ];
        let answer = async {
            second.send(3).unwrap();
            tokio::task::yield_now().await;
            first.send(1).unwrap();
        };
        let (answers, ()) = tokio::join!(together(asking), answer);
        assert_eq!(answers, [1, 2, 3]);
        assert!(together::<u8>(Vec::new()).await.is_empty());
    }
}
