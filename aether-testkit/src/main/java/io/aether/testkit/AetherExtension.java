package io.aether.testkit;

import io.aether.actor.annotation.Stable;
import java.lang.annotation.Annotation;
import java.lang.reflect.AnnotatedElement;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;

/// Resolves parameters of test methods: an [ActorTestKit], and [TestProbe]s of its system.
///
/// ```java
/// @ExtendWith(AetherExtension.class)
/// class PongerTest {
///   @Test
///   void answersPing(ActorTestKit kit, TestProbe<Pong> probe) { ... }
/// }
/// ```
///
/// Each test has its own kit, which all parameters of the test and of its `@BeforeEach` and
/// `@AfterEach` methods belong to; the kit is closed after them. If the class is annotated with
/// [SharedSystem], or a constructor or `@BeforeAll` method has such a parameter, all tests of the
/// class share one kit, and the actors that a test has spawned are stopped after it.
///
/// A test that leaves something behind fails as described at [ActorTestKit#close()], unless it is
/// annotated with [AllowDeadLetters] or [AllowLeaks]. If a test fails in another way, its exception
/// gets a suppressed one with what happened in the kit's system.
@Stable
public final class AetherExtension
    implements ParameterResolver,
        BeforeAllCallback,
        BeforeEachCallback,
        AfterEachCallback,
        AfterAllCallback,
        TestExecutionExceptionHandler {

  private static final ExtensionContext.Namespace NAMESPACE =
      ExtensionContext.Namespace.create(AetherExtension.class);

  /// The key under which a class stores its kit; nested classes find it there too.
  private static final String SHARED = "shared kit";

  /// For JUnit.
  public AetherExtension() {}

  // ---- Parameters ----

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    Class<?> type = parameter.getParameter().getType();
    return type == ActorTestKit.class || type == TestProbe.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    ActorTestKit kit = kit(context);
    return parameter.getParameter().getType() == ActorTestKit.class ? kit : kit.createTestProbe();
  }

  private static ActorTestKit kit(ExtensionContext context) {
    ActorTestKit shared = shared(context);
    if (shared != null) {
      return shared;
    }
    return context.getTestMethod().isPresent()
        ? store(context)
            .computeIfAbsent(context.getUniqueId(), _ -> ActorTestKit.create(), ActorTestKit.class)
        : createShared(context);
  }

  private static ActorTestKit createShared(ExtensionContext context) {
    return store(context).computeIfAbsent(SHARED, _ -> ActorTestKit.create(), ActorTestKit.class);
  }

  private static @Nullable ActorTestKit shared(ExtensionContext context) {
    return store(context).get(SHARED, ActorTestKit.class);
  }

  private static ExtensionContext.Store store(ExtensionContext context) {
    return context.getStore(NAMESPACE);
  }

  // ---- Lifecycle of a test ----

  @Override
  public void beforeAll(ExtensionContext context) {
    boolean wanted = context.getRequiredTestClass().isAnnotationPresent(SharedSystem.class);
    if (wanted && shared(context) == null) {
      createShared(context);
    }
  }

  @Override
  public void beforeEach(ExtensionContext context) {
    ActorTestKit shared = shared(context);
    if (shared != null) {
      shared.beginTest();
    }
  }

  @Override
  public void handleTestExecutionException(ExtensionContext context, Throwable failure)
      throws Throwable {
    String story = story(context);
    String known = failure.getMessage();
    if (!story.isEmpty() && (known == null || !known.contains(story))) {
      failure.addSuppressed(new Story("What happened in the actor system:\n" + story));
    }
    throw failure;
  }

  private static String story(ExtensionContext context) {
    ActorTestKit own = store(context).get(context.getUniqueId(), ActorTestKit.class);
    ActorTestKit kit = own != null ? own : shared(context);
    return kit == null ? "" : kit.story();
  }

  @Override
  public void afterEach(ExtensionContext context) {
    ActorTestKit shared = shared(context);
    if (shared != null) {
      allow(shared, context);
      shared.endTest();
    }
    ActorTestKit own = store(context).remove(context.getUniqueId(), ActorTestKit.class);
    if (own != null) {
      allow(own, context);
      own.close();
    }
  }

  @Override
  public void afterAll(ExtensionContext context) {
    ActorTestKit shared = shared(context);
    boolean isOfEnclosing =
        context.getParent().map(AetherExtension::shared).filter(kit -> kit == shared).isPresent();
    if (shared != null && !isOfEnclosing) {
      allow(shared, context);
      shared.close();
    }
  }

  private static void allow(ActorTestKit kit, ExtensionContext context) {
    find(context, AllowDeadLetters.class).ifPresent(it -> kit.allowDeadLetters(it.value()));
    find(context, AllowLeaks.class).ifPresent(_ -> kit.allowLeaks());
  }

  /// {@return the annotation of the method, else of its class, else of an enclosing class}
  private static <A extends Annotation> Optional<A> find(
      ExtensionContext context, Class<A> annotation) {
    Optional<ExtensionContext> each = Optional.of(context);
    while (each.isPresent()) {
      Optional<A> found =
          each.get()
              .getElement()
              .map((AnnotatedElement element) -> element.getAnnotation(annotation));
      if (found.isPresent()) {
        return found;
      }
      each = each.get().getParent();
    }
    return Optional.empty();
  }

  /// Carries text only, so it has no stack trace.
  private static final class Story extends RuntimeException {
    private static final long serialVersionUID = 1;

    private Story(String words) {
      super(words, null, /* enableSuppression= */ false, /* writableStackTrace= */ false);
    }
  }
}
