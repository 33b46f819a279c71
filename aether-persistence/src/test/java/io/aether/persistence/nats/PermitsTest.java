package io.aether.persistence.nats;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class PermitsTest {

  @Test
  void permitsAreGivenOutInTheOrderOfAsking() {
    var permits = new Permits(1);
    assertThat(permits.acquire()).isDone();
    CompletableFuture<Void> second = permits.acquire();
    CompletableFuture<Void> third = permits.acquire();
    assertThat(second).isNotDone();

    permits.release();
    assertThat(second).isDone();
    assertThat(third).isNotDone();
    permits.release();
    assertThat(third).isDone();
  }

  @Test
  void permitThatNobodyWaitsForIsKept() {
    var permits = new Permits(1);
    permits.acquire();
    permits.release();

    assertThat(permits.acquire()).isDone();
    assertThat(permits.acquire()).isNotDone();
  }
}
