package io.aether.nats;

import io.aether.nats.NatsOpenException.Reason;
import io.nats.client.AuthenticationException;
import io.nats.client.api.Error;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;

/// Turns the ways in which opening fails into messages that say what happened, to what, where, why
/// and what to do.
///
/// @param what what is opened, such as `Journal 'bank'`
/// @param where the addresses of the servers, without passwords
record Diagnosis(String what, String where) {

  private static final int JETSTREAM_UNAVAILABLE = 10008; // no leader at the moment
  private static final int JETSTREAM_NOT_FOR_ACCOUNT = 10039;
  private static final int JETSTREAM_NOT_ENABLED = 10076;
  private static final int SUBJECTS_OVERLAP = 10065;
  private static final List<Integer> TOO_FEW_SERVERS = List.of(10005, 10074);
  private static final List<Integer> TOO_LITTLE_STORAGE = List.of(10023, 10028, 10047);

  // ---- Connecting ----

  /// @param problems what the client library reported on the way
  NatsOpenException notConnected(Exception cause, List<String> problems) {
    String all = String.join("; ", problems);
    if (cause instanceof AuthenticationException || isAuthorization(all)) {
      return failure(
          Reason.UNAUTHORIZED,
          "the nats-server at %s refuses the credentials (%s). Set the right ones with"
                  .formatted(where, all.isEmpty() ? cause.getMessage() : all)
              + " NatsSettings.withUser, withToken or withCredentials",
          cause);
    }
    if (all.contains("SSL connection wanted by client")) {
      return failure(
          Reason.UNREACHABLE,
          "the nats-server at %s does not offer TLS, which the settings ask for. Connect with"
                  .formatted(where)
              + " nats:// and without withTls, or configure TLS on the server",
          cause);
    }
    if (all.contains("SSL connection wanted by server") || all.contains("SSLHandshake")) {
      return failure(
          Reason.UNREACHABLE,
          "the TLS connection to the nats-server at %s failed (%s). Set the certificates with"
                  .formatted(where, all)
              + " NatsSettings.withTls, or connect with tls://",
          cause);
    }
    return failure(
        Reason.UNREACHABLE,
        "no nats-server answers at %s (%s). Start one there (nats-server -js), or correct the URL"
            .formatted(where, all.isEmpty() ? cause.getMessage() : all),
        cause);
  }

  NatsOpenException closed() {
    return failure(
        Reason.UNREACHABLE,
        "the connection given to NatsSettings.over(...) is closed. Open another one",
        null);
  }

  NatsOpenException interrupted(InterruptedException cause) {
    return failure(
        Reason.INTERRUPTED,
        "the calling thread was interrupted while it waited for the server",
        cause);
  }

  private static boolean isAuthorization(String problems) {
    String lower = problems.toLowerCase(Locale.ROOT);
    return lower.contains("authorization violation")
        || lower.contains("authentication")
        || lower.contains("user authentication expired");
  }

  // ---- Requests ----

  NatsOpenException noJetStream(boolean serverHasIt, Throwable cause) {
    return failure(
        Reason.NO_JETSTREAM,
        serverHasIt
            ? "JetStream is not enabled for this account at the nats-server at %s. Enable it there"
                .formatted(where)
            : "the nats-server at %s runs without JetStream. Start it with -js, or add a"
                    .formatted(where)
                + " jetstream block to its configuration",
        cause);
  }

  /// @param lastError what the server has complained of last on this connection; empty if nothing
  NatsOpenException noAnswer(Throwable cause, Duration timeout, String lastError) {
    if (lastError.contains("Permissions Violation")) {
      return failure(
          Reason.UNAUTHORIZED,
          "the nats-server at %s does not let this user use JetStream (%s). Grant it the"
                  .formatted(where, lastError)
              + " subjects $JS.API.> and aether.>",
          cause);
    }
    return failure(
        Reason.NO_ANSWER,
        "the nats-server at %s did not answer within %s (%s). Check the server, or try again: a"
                .formatted(where, timeout, brief(cause))
            + " cluster answers once it has elected a leader",
        cause);
  }

  NatsOpenException disconnected(Throwable cause) {
    return failure(
        Reason.NO_ANSWER,
        "the connection to the nats-server at %s is down. Check the server, or try again"
            .formatted(where),
        cause);
  }

  NatsOpenException serverTooOld(String version, String oldest) {
    return failure(
        Reason.SERVER_TOO_OLD,
        "the nats-server at %s has version %s, but %s is the oldest that keeps data safely."
                .formatted(where, version, oldest)
            + " Update the server",
        null);
  }

  NatsOpenException wrongStream(String stream, String name, List<String> wrong) {
    return failure(
        Reason.WRONG_STREAM,
        "stream %s at %s exists with another configuration: %s. Correct the stream, or choose"
                .formatted(stream, where, String.join(", ", wrong))
            + " another name than '%s'".formatted(name),
        null);
  }

  NatsOpenException refused(String stream, int replicas, Error error) {
    int code = error.getApiErrorCode();
    if (code == JETSTREAM_NOT_FOR_ACCOUNT || code == JETSTREAM_NOT_ENABLED) {
      return noJetStream(
          code == JETSTREAM_NOT_FOR_ACCOUNT, new IllegalStateException(error.toString()));
    }
    if (code == JETSTREAM_UNAVAILABLE) {
      return failure(
          Reason.NO_ANSWER,
          "JetStream at %s has no leader at the moment (%s). Try again".formatted(where, error),
          null);
    }
    String remedy;
    if (code == SUBJECTS_OVERLAP) {
      remedy = "Another stream has its subjects: remove them there, or choose another name";
    } else if (TOO_FEW_SERVERS.contains(code)) {
      remedy =
          "%d replicas need as many servers with JetStream: start them, or ask for fewer"
              .formatted(replicas);
    } else if (TOO_LITTLE_STORAGE.contains(code)) {
      remedy = "Give JetStream more storage on the server, or raise the limits of the account";
    } else {
      remedy = "Look into the log of the server";
    }
    return failure(
        Reason.REFUSED,
        "the nats-server at %s refuses stream %s (%s). %s".formatted(where, stream, error, remedy),
        null);
  }

  private NatsOpenException failure(
      Reason reason, String happened, @org.jspecify.annotations.Nullable Throwable cause) {
    return new NatsOpenException(reason, what + " was not opened: " + happened + ".", cause);
  }

  /// {@return the cause that says most, in one line}
  static String brief(Throwable failure) {
    Throwable cause = failure;
    while (cause instanceof ExecutionException && cause.getCause() != null) {
      cause = cause.getCause();
    }
    if (cause instanceof TimeoutException && cause.getMessage() == null) {
      return "no answer in time";
    }
    String message = cause.getMessage();
    return message == null || cause instanceof java.net.UnknownHostException
        ? cause.toString().replace("java.net.", "")
        : message;
  }
}
