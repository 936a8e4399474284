package io.pageconsistency.junit;

import java.lang.reflect.Constructor;
import java.lang.reflect.Method;

import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.DynamicTestInvocationContext;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolutionException;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;
import org.junit.jupiter.api.extension.TestInstanceFactoryContext;
import org.junit.jupiter.api.extension.TestInstancePreConstructCallback;
import org.junit.platform.commons.support.AnnotationSupport;

import io.pageconsistency.PageConsistencyError;
import io.pageconsistency.junit.setup.AgentPresence;

/**
 * Fails a test in which a violation happens, a class for a violation outside of its tests, and the run for any other.
 *
 * <p>Registered automatically if {@code page-consistency-junit} is on the class path. Projects that have switched automatic
 * registration off use {@code @ExtendWith}. The guide is {@code docs/testing.md}.
 */
public final class PageConsistencyExtension implements TestInstancePreConstructCallback, BeforeAllCallback, BeforeEachCallback,
        InvocationInterceptor, ParameterResolver, ExecutionCondition {
    static final Namespace NAMESPACE = Namespace.create(PageConsistencyExtension.class);

    /** Called by JUnit. */
    public PageConsistencyExtension() {
    }

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        return !AgentPresence.ofThisJvm().isChecking() && !Settings.of(context).strict()
                && !AnnotationSupport.findRepeatableAnnotations(context.getElement().orElse(null), ExpectViolation.class).isEmpty()
                ? ConditionEvaluationResult.disabled("the test expects violations, but no agent is active to find them")
                : ConditionEvaluationResult.enabled("the agent is active, or the test expects no violations");
    }

    /** Called before {@link #beforeAll} for an instance that serves a whole class; that instance belongs to the class. */
    @Override
    public void preConstructTestInstance(TestInstanceFactoryContext factory, ExtensionContext context) {
        begin(context);
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        begin(context);
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        begin(context);
    }

    /** JUnit closes the objects in its store in reverse order. */
    private static void begin(ExtensionContext context) {
        AgentPresence agent = AgentPresence.ofThisJvm();
        Settings settings = Settings.of(context);
        if (agent.isChecking()) {
            Checking checking = Checking.of(context, settings);
            wish(context);
            Watched around = watched(context);
            // A project may register the extension twice.
            if (around == null || !around.isOf(context)) {
                context.getStore(NAMESPACE)
                        .put(Watched.class, Watched.begin(checking, context, around));
            }
        } else if (settings.strict()) {
            throw new IllegalStateException(agent.advice());
        }
    }

    /** Sets the mode that a class wants, from before it is watched until after that. */
    private static void wish(ExtensionContext context) {
        if (context.getTestMethod().isEmpty()) {
            AnnotationSupport.findAnnotation(context.getElement(), PageConsistency.class).ifPresent(wish ->
                    context.getStore(NAMESPACE).getOrComputeIfAbsent(context.getUniqueId(), key -> Modes.begin(wish.mode())));
        }
    }

    /** The innermost test or class that is being watched; null if there is none. */
    private static Watched watched(ExtensionContext context) {
        return context.getStore(NAMESPACE).get(Watched.class, Watched.class);
    }

    /**
     * Runs a method around tests. Its violations are judged at the end of its test or class; but if it fails, they are judged at
     * once.
     */
    private static <T> T judgedIfItFails(Invocation<T> invocation, ExtensionContext context) throws Throwable {
        Watched watched = watched(context);
        if (watched == null) {
            return invocation.proceed();
        }
        if (!watched.isExecutedHere()) {
            return onAnotherThread(invocation, watched);
        }
        try {
            return invocation.proceed();
        } catch (Throwable e) {
            throw watched.surroundingFailed(e);
        }
    }

    /**
     * Runs a method that JUnit executes on a separate thread because of {@code @Timeout}. JUnit may ignore an exception on
     * that thread, so its violations are judged at the end of the test.
     */
    private static <T> T onAnotherThread(Invocation<T> invocation, Watched watched) throws Throwable {
        watched.assist();
        try {
            return invocation.proceed();
        } finally {
            watched.endAssisting();
        }
    }

    @Override
    public <T> T interceptTestClassConstructor(Invocation<T> invocation, ReflectiveInvocationContext<Constructor<T>> constructor,
            ExtensionContext context) throws Throwable {
        return judgedIfItFails(invocation, context);
    }

    @Override
    public void interceptBeforeAllMethod(Invocation<Void> invocation, ReflectiveInvocationContext<Method> method,
            ExtensionContext context) throws Throwable {
        judgedIfItFails(invocation, context);
    }

    @Override
    public void interceptBeforeEachMethod(Invocation<Void> invocation, ReflectiveInvocationContext<Method> method,
            ExtensionContext context) throws Throwable {
        judgedIfItFails(invocation, context);
    }

    @Override
    public void interceptAfterEachMethod(Invocation<Void> invocation, ReflectiveInvocationContext<Method> method,
            ExtensionContext context) throws Throwable {
        judgedIfItFails(invocation, context);
    }

    @Override
    public void interceptAfterAllMethod(Invocation<Void> invocation, ReflectiveInvocationContext<Method> method,
            ExtensionContext context) throws Throwable {
        judgedIfItFails(invocation, context);
    }

    private static <T> T judged(Invocation<T> invocation, Watched watched) throws Throwable {
        if (watched == null) {
            return invocation.proceed();
        }
        if (!watched.isExecutedHere()) {
            try {
                return onAnotherThread(invocation, watched);
            } catch (PageConsistencyError e) {
                if (watched.expects(e)) {
                    return null;
                }
                throw e;
            }
        }
        T result = null;
        Throwable thrown = null;
        try {
            result = invocation.proceed();
        } catch (Throwable e) {
            thrown = e;
        }
        if (thrown == null) {
            watched.bodyEnded();
        } else {
            Throwable failure = watched.bodyFailed(thrown);
            if (failure != null) {
                throw failure;
            }
        }
        return result;
    }

    @Override
    public void interceptTestMethod(Invocation<Void> invocation, ReflectiveInvocationContext<Method> method,
            ExtensionContext context) throws Throwable {
        judged(invocation, watched(context));
    }

    @Override
    public void interceptTestTemplateMethod(Invocation<Void> invocation, ReflectiveInvocationContext<Method> method,
            ExtensionContext context) throws Throwable {
        judged(invocation, watched(context));
    }

    @Override
    public <T> T interceptTestFactoryMethod(Invocation<T> invocation, ReflectiveInvocationContext<Method> method,
            ExtensionContext context) throws Throwable {
        return judged(invocation, watched(context));
    }

    /**
     * A dynamic test has neither callbacks nor annotations of its own; those of its factory method apply to all of them together.
     */
    @Override
    public void interceptDynamicTest(Invocation<Void> invocation, DynamicTestInvocationContext test, ExtensionContext context)
            throws Throwable {
        Watched factory = watched(context);
        Watched dynamic = factory == null ? null : factory.inner(context);
        try {
            judged(invocation, dynamic);
        } finally {
            if (dynamic != null) {
                dynamic.leave();
            }
        }
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == PageConsistencyProbe.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        Watched watched = watched(context);
        if (watched == null) {
            throw new ParameterResolutionException(AgentPresence.ofThisJvm().advice());
        }
        return new PageConsistencyProbe(watched);
    }
}
