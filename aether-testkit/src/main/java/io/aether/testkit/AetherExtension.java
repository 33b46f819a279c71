package io.aether.testkit;

import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

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
/// All parameters of one test, those of its `@BeforeEach` and `@AfterEach` methods included, belong
/// to one kit, which is closed after them. What is injected into a constructor or an `@BeforeAll`
/// method belongs to a kit of the whole class.
public final class AetherExtension implements ParameterResolver {

  private static final ExtensionContext.Namespace NAMESPACE =
      ExtensionContext.Namespace.create(AetherExtension.class);

  /// For JUnit.
  public AetherExtension() {}

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    Class<?> type = parameter.getParameter().getType();
    return type == ActorTestKit.class || type == TestProbe.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    ActorTestKit kit =
        context
            .getStore(NAMESPACE)
            .computeIfAbsent(context.getUniqueId(), _ -> ActorTestKit.create(), ActorTestKit.class);
    return parameter.getParameter().getType() == ActorTestKit.class ? kit : kit.createTestProbe();
  }
}
