package io.aether.testkit;

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

/// Gives test methods what they ask for by parameter: an [ActorTestKit], [TestProbe]s of its
/// system.
///
/// ```java
/// @ExtendWith(AetherExtension.class)
/// class PongerTest {
///   @Test
///   void answersPing(ActorTestKit kit, TestProbe<Pong> probe) { ... }
/// }
/// ```
///
/// Each test has a kit of its own, which all its parameters belong to, those of its `@BeforeEach`
/// and `@AfterEach` methods included; it is closed after them. Where the class is annotated with
/// [SharedSystem], or a constructor or `@BeforeAll` method asks for a kit or a probe, there is one
/// kit for all its tests, and after each test the actors it started are stopped.
///
/// A test that leaves something behind fails as [ActorTestKit#close()] says, unless it is annotated
/// with [AllowDeadLetters] or [AllowLeaks]. A test that fails in another way is told the story of
/// its kit in a suppressed exception.
public final class AetherExtension
    implements ParameterResolver,
        BeforeAllCallback,
        BeforeEachCallback,
        AfterEachCallback,
        AfterAllCallback,
        TestExecutionExceptionHandler {

  private static final ExtensionContext.Namespace NAMESPACE =
      ExtensionContext.Namespace.create(AetherExtension.class);

  /// Where a class keeps its kit; classes nested in it find it there, too.
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

  // ---- The life of a test ----

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

  /// {@return the annotation of the method, else of its class, else of a class around it}
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

  /// No failure of its own, so it has no stack.
  private static final class Story extends RuntimeException {
    private static final long serialVersionUID = 1;

    private Story(String words) {
      super(words, null, /* enableSuppression= */ false, /* writableStackTrace= */ false);
    }
  }
}
