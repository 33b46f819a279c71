package io.aether.nats;

import static org.assertj.core.api.Assertions.assertThat;

import io.nats.client.Message;
import io.nats.client.support.NatsRequestCompletableFuture;
import io.nats.client.support.NatsRequestCompletableFuture.CancelAction;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class NatsClientTest {

  /// {@return the failure that is reported for a request that the client library ends so}
  private static Throwable reported(Consumer<NatsRequestCompletableFuture> end) {
    var request = new NatsRequestCompletableFuture(CancelAction.CANCEL, Duration.ZERO, false);
    var result = new CompletableFuture<Message>();
    request.whenComplete(
        (message, failure) -> NatsClient.settle(result, "subject", message, failure));
    end.accept(request);
    return result.exceptionNow();
  }

  @Test
  void aRequestThatNothingRespondsToIsToldFromOneThatIsSlow() {
    assertThat(reported(request -> request.cancel(/* mayInterruptIfRunning= */ true)))
        .isInstanceOf(NoRespondersException.class);

    assertThat(reported(NatsRequestCompletableFuture::cancelTimedOut))
        .isInstanceOf(IOException.class)
        .isNotInstanceOf(NoRespondersException.class)
        .isNotInstanceOf(CompletionException.class)
        .hasMessageContaining("in time");
    assertThat(reported(NatsRequestCompletableFuture::cancelClosing))
        .isInstanceOf(IOException.class)
        .isNotInstanceOf(NoRespondersException.class)
        .hasMessageContaining("closing");
  }
}
