package io.aether.testkit.persistence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aether.nats.NatsOpenException;
import io.aether.persistence.PersistenceId;
import io.aether.persistence.nats.JetStreamJournal;
import io.aether.persistence.spi.Append;
import io.aether.persistence.spi.Commit;
import io.aether.persistence.spi.EventLog;
import io.aether.persistence.spi.Journal;
import io.aether.persistence.spi.JournalException;
import io.aether.persistence.spi.StoredValue;
import io.aether.testkit.contract.JournalContract;
import io.nats.client.JetStreamManagement;
import io.nats.client.PurgeOptions;
import io.nats.client.api.DiscardPolicy;
import io.nats.client.api.StreamConfiguration;
import io.nats.client.impl.Headers;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class JetStreamJournalTest extends JournalContract {

  private static final PersistenceId ID = PersistenceId.of("flight", "AE 7");

  private static JetStreamFixture nats;

  private String namespace = "";

  @SuppressWarnings("NullAway.Init") // before each test
  private JetStreamJournal journal;

  @BeforeAll
  static void startServer() throws Exception {
    nats = new JetStreamFixture();
  }

  @AfterAll
  static void stopServer() {
    nats.close();
  }

  @Override
  protected Journal emptyJournal() throws Exception {
    namespace = JetStreamFixture.namespace();
    journal = JetStreamJournal.open(nats.system, nats.settings, namespace);
    return journal;
  }

  @Test
  void streamKeepsEverything() throws Exception {
    StreamConfiguration stream = management().getStreamInfo(stream()).getConfiguration();

    assertThat(stream.getSubjects()).containsExactly("aether.j." + namespace + ".>");
    assertThat(stream.getDenyDelete()).isTrue();
    assertThat(stream.getAllowDirect()).isTrue();
    assertThat(stream.getMaxMsgsPerSubject()).isEqualTo(-1);
    assertThat(stream.getDiscardPolicy()).isEqualTo(DiscardPolicy.New);
  }

  @Test
  void journalThatIsOpenedAgainHasWhatWasStored() throws Exception {
    journal.open(ID).append(commit(1, "x"));

    Journal again = JetStreamJournal.open(nats.system, nats.settings, namespace);
    assertThat(again.open(ID).head()).map(head -> head.version()).contains(1L);
  }

  @Test
  void streamThatWouldLoseCommitsIsRefused() throws Exception {
    String other = JetStreamFixture.namespace();
    management()
        .addStream(
            StreamConfiguration.builder()
                .name("AETHER_J_" + other)
                .subjects("aether.j." + other + ".>")
                .maxMessagesPerSubject(1)
                .build());

    assertThatThrownBy(() -> JetStreamJournal.open(nats.system, nats.settings, other))
        .isInstanceOf(NatsOpenException.class)
        .hasMessageContaining("AETHER_J_" + other)
        .hasMessageContaining("max_msgs_per_subject is 1 instead of -1")
        .hasMessageContaining("deny_delete is false instead of true");
  }

  @Test
  void namespaceIsOneToken() {
    assertThatThrownBy(() -> JetStreamJournal.open(nats.system, nats.settings, "a.b"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'a.b'");
  }

  @Test
  void commitIsOneMessageOnTheSubjectOfItsEntity() throws Exception {
    journal.open(ID).append(commit(1, "x", "y", "z"));

    assertThat(management().getStreamInfo(stream()).getStreamState().getMsgCount()).isEqualTo(1);
    assertThat(management().getMessage(stream(), 1).getSubject())
        .matches("aether\\.j\\." + namespace + "\\.flight\\.\\d{1,4}\\.AE=207");
  }

  @Test
  void commitLargerThanTheServerTakesIsRefusedBeforeItIsSent() {
    EventLog log = journal.open(ID);
    Append answer = log.append(commit(1, "x".repeat((int) nats.connection.getMaxPayload())));

    assertThat(answer)
        .isInstanceOfSatisfying(
            Append.Refused.class, refused -> assertThat(refused.reason()).contains("max_payload"));
    assertThat(log.append(commit(1, "x".repeat(1_000_000)))).isEqualTo(new Append.Stored());
    assertThat(journal.open(ID).head()).isPresent();
  }

  @Test
  void logWithoutListsOfPredecessorsIsWalkedBack() throws Exception {
    EventLog log = journal.open(ID);
    for (int version = 1; version <= 5; version++) {
      log.append(commit(version, "content " + version));
    }
    String subject = management().getMessage(stream(), 5).getSubject();
    nats.connection
        .jetStream()
        .publish(
            subject,
            new Headers().add("Nats-Expected-Last-Subject-Sequence", "5"),
            HandMadeFrame.of(ID, commit(6, "content 6")));

    List<Commit> read = new ArrayList<>();
    EventLog again = journal.open(ID);
    again.replay(0, read::add);
    assertThat(read).extracting(Commit::lastVersion).containsExactly(1L, 2L, 3L, 4L, 5L, 6L);
    assertThat(again.append(commit(7, "content 7"))).isEqualTo(new Append.Stored());
  }

  @Test
  void missingMessageFailsReplayInsteadOfShorteningTheLog() throws Exception {
    EventLog log = journal.open(ID);
    for (int version = 1; version <= 5; version++) {
      log.append(commit(version, "content " + version));
    }
    String subject = management().getMessage(stream(), 1).getSubject();
    management().purgeStream(stream(), PurgeOptions.builder().subject(subject).keep(2).build());

    assertThatThrownBy(() -> journal.open(ID).replay(0, _ -> {}))
        .isInstanceOf(JournalException.class)
        .hasMessageContaining("gone");
    List<Commit> read = new ArrayList<>();
    journal.open(ID).replay(3, read::add);
    assertThat(read).hasSize(2);
  }

  @Test
  void foreignMessageOnAnEntitysSubjectFailsReplay() throws Exception {
    journal.open(ID).append(commit(1, "x"));
    String subject = management().getMessage(stream(), 1).getSubject();
    nats.connection.jetStream().publish(subject, "no frame".getBytes(StandardCharsets.UTF_8));

    assertThatThrownBy(() -> journal.open(ID).replay(0, _ -> {}))
        .isInstanceOf(JournalException.class)
        .hasMessageContaining("Message 2 of stream " + stream())
        .hasMessageContaining("begins with 'no' instead of 'AE'");
  }

  @Test
  void deletedStreamIsNeitherEmptyNorWritable() throws Exception {
    EventLog log = journal.open(ID);
    management().deleteStream(stream());

    assertThat(log.append(commit(1, "x"))).isInstanceOf(Append.Unknown.class);
    assertThatThrownBy(log::head).isInstanceOf(JournalException.class);
    assertThatThrownBy(() -> log.replay(0, _ -> {})).isInstanceOf(JournalException.class);
  }

  private static Commit commit(long firstVersion, String... contents) {
    List<StoredValue> events = new ArrayList<>();
    for (String content : contents) {
      events.add(new StoredValue("event", 1, content.getBytes(StandardCharsets.UTF_8)));
    }
    return new Commit(
        "commit-" + firstVersion, firstVersion, events, null, "a test", 0, Instant.EPOCH);
  }

  private String stream() {
    return "AETHER_J_" + namespace;
  }

  private static JetStreamManagement management() throws Exception {
    return nats.connection.jetStreamManagement();
  }
}
