package io.aether.testkit;

import io.aether.actor.ActorRef;
import io.aether.actor.ActorSystem;
import io.aether.actor.Behavior;
import io.aether.actor.DeadLetter;
import io.aether.actor.Signal;
import io.aether.actor.annotation.Stable;
import io.aether.actor.spi.AbstractRef;
import io.aether.actor.spi.Activation;
import io.aether.actor.spi.Nanos;
import io.aether.actor.spi.SafeText;
import io.aether.actor.spi.SystemMessage;
import io.aether.testkit.environment.CallerEnvironment;
import io.aether.testkit.report.Difference;
import io.aether.testkit.report.ExpectationFailure;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Runs one behavior step by step on the thread of the test, and shows what it does.
///
/// ```java
/// var kit = BehaviorTestKit.create(Account.create());
/// kit.run(new Deposit(10));
/// kit.<Integer>runAsk(GetBalance::new).expectMessage(10);
/// ```
///
/// The actor is a real one: supervision, adapters, timers, watches and asks work as they do
/// anywhere. Its environment differs. Time stands still except in [#advance]; tasks run on the
/// calling thread; children are inboxes, which show the messages they were sent and which a test
/// can stop or fail. Services under `/system`, such as the receptionist, are the real ones. Where
/// the behavior waits for a reply, an inbox has to give it automatically ([TestInbox#autoReply]);
/// if nothing else can run, time advances to the timeout.
///
/// A failure that stops the actor fails the call during which it occurs; a failure that supervision
/// handles is an effect ([ActorEffect.Failed]). Messages that the actor sends to itself, and those
/// of adapters, pipes and tasks, wait until [#runOne]. Not thread-safe: for the thread of one test.
///
/// @param <M> the messages the behavior accepts
@Stable
public final class BehaviorTestKit<M> {

  private static final String NAME = "actor";

  private final EffectRecorder recorder;
  private final CallerEnvironment environment;
  private final ActorSystem system;
  private final ActorRef<M> ref;
  private final List<DeadLetter> deadLetters = new CopyOnWriteArrayList<>();

  private BehaviorTestKit(Behavior<M> behavior, String name) {
    recorder = new EffectRecorder(this::settle);
    environment = new CallerEnvironment(recorder);
    system = ActorSystem.create("test", config -> config.withEnvironment(environment));
    ref = system.spawn(behavior, name);
    system.deadLetters().listen(this::onDeadLetter);
    environment.turn(activation());
    settle();
  }

  /// Starts an actor named `actor`.
  ///
  /// @throws AssertionError if it fails to start and is not supervised
  public static <M> BehaviorTestKit<M> create(Behavior<M> behavior) {
    return create(behavior, NAME);
  }

  /// Starts an actor of this name.
  ///
  /// @throws AssertionError if it fails to start and is not supervised
  public static <M> BehaviorTestKit<M> create(Behavior<M> behavior, String name) {
    BehaviorTestKit<M> kit = new BehaviorTestKit<>(behavior, name);
    kit.raiseFailure("its own start");
    return kit;
  }

  /// {@return the actor's own ref}
  public ActorRef<M> ref() {
    return ref;
  }

  /// {@return the system it lives in}
  public ActorSystem system() {
    return system;
  }

  // ---- Steps ----

  /// Sends a message and runs the actor until it has handled it and all messages before it. While
  /// the actor waits for a restart, the message stays in its mailbox.
  ///
  /// @throws AssertionError if the actor fails and stops
  /// @throws IllegalStateException if the actor has stopped
  public void run(M message) {
    runUntilTaken(message);
    raiseFailure(message);
  }

  /// Like [#run], and expects that the message makes the actor fail and stop.
  ///
  /// @return the failure
  public <X extends Throwable> X runExpectingFailure(M message, Class<X> type) {
    runUntilTaken(message);
    Throwable failure = recorder.takeFatal();
    if (!type.isInstance(failure)) {
      throw new AssertionError(
          "%s expected to fail with %s at %s, but it %s\n%s"
              .formatted(
                  this,
                  type.getName(),
                  SafeText.of(message),
                  failure == null ? "did not fail" : "failed with " + SafeText.of(failure),
                  recorder.story()),
          failure == null ? null : SafeText.printable(failure));
    }
    return type.cast(failure);
  }

  private void runUntilTaken(M message) {
    requireAlive("run");
    ref.tell(Objects.requireNonNull(message, "message"));
    runUntilTaken(recorder.sent());
  }

  /// Runs the actor until it has handled the next message in its mailbox.
  ///
  /// @throws AssertionError if the actor fails and stops
  /// @throws IllegalStateException if the mailbox is empty, or the actor has stopped
  public void runOne() {
    requireAlive("runOne");
    List<Object> waiting = recorder.mailbox();
    if (waiting.isEmpty()) {
      throw new IllegalStateException(
          this + " has no message to run: its mailbox is empty, see selfInbox()");
    }
    runUntilTaken(recorder.handled() + 1);
    raiseFailure(waiting.getFirst());
  }

  /// Sends a request and runs the actor until it has handled it.
  ///
  /// @param request creates the request from the ref to reply to
  /// @return the inbox that receives the reply
  public <R> TestInbox<R> runAsk(Function<ActorRef<R>, ? extends M> request) {
    TestInbox<R> inbox = TestInbox.create("reply");
    run(request.apply(inbox.ref()));
    return inbox;
  }

  /// Delivers a [Signal.Terminated] or [Signal.ChildFailed] of an actor that this actor watches,
  /// whether that actor has stopped or not.
  ///
  /// @throws IllegalArgumentException if this actor does not watch it, or the signal is of another
  ///   kind: [Signal.PreRestart] and [Signal.PostStop] follow from failures and [#stop()]
  public void signal(Signal signal) {
    requireAlive("signal");
    ActorRef<?> who =
        switch (signal) {
          case Signal.Terminated(var gone, _) -> gone;
          case Signal.ChildFailed(var gone, _) -> gone;
          case Signal.PreRestart _, Signal.PostStop _ ->
              throw new IllegalArgumentException(
                  signal + " cannot be delivered by a test: make the actor fail, or call stop()");
        };
    if (!recorder.isWatched(who)) {
      throw new IllegalArgumentException(
          "%s does not watch %s, so it would never receive %s"
              .formatted(this, who.path(), SafeText.of(signal)));
    }
    AbstractRef.of(ref).send(new SystemMessage.Notify(signal));
    runUntilTaken(recorder.sent());
    raiseFailure(signal);
  }

  /// Stops the actor and its children.
  public void stop() {
    system.stop(ref);
    settle();
    while (!recorder.isStopped() && environment.turn(activation())) {
      settle();
    }
  }

  /// Advances the virtual time by `duration`. Timers that become due send their messages, and the
  /// actor handles all messages in its mailbox, before time advances further.
  ///
  /// @throws AssertionError if the actor fails and stops
  ///
  /// @throws IllegalArgumentException if `duration` is negative
  public void advance(Duration duration) {
    if (duration.isNegative()) {
      throw new IllegalArgumentException("Time does not go back, but was given: " + duration);
    }
    long end = Nanos.deadline(environment.scheduler().nanoTime(), duration);
    runAll();
    while (environment.runTimer(end)) {
      runAll();
    }
    environment.moveTo(end);
    raiseFailure("a message during advance");
  }

  private void runAll() {
    settle();
    while (environment.turn(activation())) {
      settle();
    }
  }

  private void runUntilTaken(long count) {
    while (recorder.handled() < count && environment.turn(activation())) {
      settle();
    }
    settle();
  }

  /// Runs everything except the actor, and the actor too if its turn takes no message.
  private void settle() {
    boolean went = true;
    while (went) {
      went = environment.runOther(activation());
      if (!went && (recorder.mailbox().isEmpty() || recorder.isEnding())) {
        went = environment.turn(activation());
      }
    }
  }

  private Activation activation() {
    return (Activation) ref;
  }

  private void onDeadLetter(DeadLetter letter) {
    deadLetters.add(letter);
    if (letter.reason() == DeadLetter.Reason.UNHANDLED && letter.recipient().equals(ref.path())) {
      recorder.unhandled(letter.message());
    }
  }

  private void requireAlive(String method) {
    if (recorder.isStopped()) {
      throw new IllegalStateException(
          "%s has stopped, so %s cannot run it\n%s".formatted(this, method, recorder.story()));
    }
  }

  private void raiseFailure(Object cause) {
    Throwable failure = recorder.takeFatal();
    if (failure != null) {
      throw new AssertionError(
          "%s failed at %s and stopped: %s\n%s"
              .formatted(this, SafeText.of(cause), SafeText.of(failure), recorder.story()),
          SafeText.printable(failure));
    }
  }

  // ---- What it did ----

  /// {@return all unread effects, oldest first; afterwards there are none}
  public List<ActorEffect> receiveEffects() {
    return recorder.takeEffects();
  }

  /// {@return whether there are unread effects}
  public boolean hasEffects() {
    return recorder.hasEffects();
  }

  /// {@return the next effect, which equals `expected`}
  public ActorEffect expectEffect(ActorEffect expected) {
    ActorEffect effect = nextEffect(expected);
    if (!Difference.isNone(expected, effect)) {
      throw failure(
          expected, "the next is " + SafeText.of(effect), Difference.between(expected, effect));
    }
    return effect;
  }

  /// {@return the next effect, which is an instance of `type`}
  public <E extends ActorEffect> E expectEffectClass(Class<E> type) {
    ActorEffect effect = nextEffect(SafeText.simpleName(type));
    if (!type.isInstance(effect)) {
      throw failure(SafeText.simpleName(type), "the next is " + SafeText.of(effect), List.of());
    }
    return type.cast(effect);
  }

  /// Expects that there is no unread effect.
  public void expectNoEffect() {
    ActorEffect effect = recorder.nextEffect();
    if (effect != null) {
      throw failure("none", "the next is " + SafeText.of(effect), List.of());
    }
  }

  private ActorEffect nextEffect(Object expected) {
    ActorEffect effect = recorder.nextEffect();
    if (effect == null) {
      throw failure(expected, "none is left", List.of());
    }
    return effect;
  }

  private AssertionError failure(Object expected, String came, List<String> differences) {
    return ExpectationFailure.of(
        this, "the effect " + SafeText.of(expected), came, differences, recorder.story());
  }

  /// {@return the inbox that stands for the child of this name; the last such child if there were
  /// several}
  ///
  /// @throws AssertionError if the actor never had such a child
  public <C> TestInbox<C> childInbox(String name) {
    return inbox(name, recorder.child(name));
  }

  /// {@return the inbox that stands for this child}
  ///
  /// @throws AssertionError if `child` never was a child of the actor
  public <C> TestInbox<C> childInbox(ActorRef<C> child) {
    return inbox(child.path().name(), recorder.child(child));
  }

  @SuppressWarnings("unchecked") // the test knows what it expects there
  private <C> TestInbox<C> inbox(String name, @Nullable TestInbox<?> inbox) {
    if (inbox == null) {
      throw new AssertionError(
          "%s never had a child '%s'; its children were: %s"
              .formatted(this, name, recorder.childNames()));
    }
    return (TestInbox<C>) inbox;
  }

  /// {@return the messages in the actor's mailbox, oldest first, as they were sent: before an
  /// adapter or a pipe translates them}
  public List<Object> selfInbox() {
    return recorder.mailbox();
  }

  /// {@return the dead letters so far, oldest first}
  public List<DeadLetter> deadLetters() {
    return List.copyOf(deadLetters);
  }

  /// {@return whether the actor has not stopped}
  public boolean isAlive() {
    return !recorder.isStopped();
  }

  /// {@return the behavior for the actor's next message}
  public Behavior<?> currentBehavior() {
    return recorder.behavior();
  }

  @Override
  public String toString() {
    return "BehaviorTestKit[" + ref.path() + "]";
  }
}
