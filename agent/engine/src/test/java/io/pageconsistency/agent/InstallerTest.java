package io.pageconsistency.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.instrument.Instrumentation;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Properties;
import java.util.Set;

import io.pageconsistency.PageConsistency;
import io.pageconsistency.agent.allocators.netty.adaptive.NettyAdaptive;
import io.pageconsistency.agent.allocators.netty.pooled.NettyPooled;
import io.pageconsistency.agent.options.Options;
import io.pageconsistency.hooks.Checker;
import net.bytebuddy.agent.ByteBuddyAgent;
import org.junit.jupiter.api.Test;

/** A failed start undoes everything, wherever it fails. */
class InstallerTest {
    /** Like a {@code StackOverflowError} of an endless recursion, for example in a class that is itself woven. */
    private static final class Provoked extends Error {
        private static final long serialVersionUID = 1;
    }

    /** An instrumentation that passes calls to the real one, throws at the n-th call, and counts transformers. */
    private static final class Failing {
        private final Instrumentation real = ByteBuddyAgent.install();
        private int failsAt;
        private int calls;
        private int transformers;

        Failing(int failsAt) {
            this.failsAt = failsAt;
        }

        Instrumentation instrumentation() {
            return (Instrumentation) Proxy.newProxyInstance(getClass().getClassLoader(), new Class<?>[] {Instrumentation.class},
                    (proxy, method, arguments) -> {
                        if (++calls == failsAt) {
                            throw new Provoked();
                        }
                        try {
                            Object result = method.invoke(real, arguments);
                            transformers += method.getName().equals("addTransformer") ? 1
                                    : method.getName().equals("removeTransformer") && (Boolean) result ? -1 : 0;
                            return result;
                        } catch (InvocationTargetException e) {
                            throw e.getCause();
                        }
                    });
        }
    }

    private static Installer installer() throws Exception {
        Options options = Options.parse("", new Properties(), Set.of());
        return new Installer(Checker.ofThisJvm(MethodHandles.lookup()), options, List.of(new NettyPooled(), new NettyAdaptive()), List.of());
    }

    @Test
    void aFailedStartUndoesEverything() throws Exception {
        int failed = 0;
        boolean installed = false;
        for (int at = 1; !installed; at++) {
            Failing failing = new Failing(at);
            Installer installer = installer();
            try {
                installer.install(failing.instrumentation());
                installed = failing.calls < at;
                failing.failsAt = 0;
                installer.stop();
            } catch (Provoked e) {
                failed++;
            }
            assertThat(failing.transformers).as("transformers after call %s failed", at).isZero();
            assertThat(PageConsistency.isActive()).isFalse();
            assertThat(System.getProperty(Presence.PROPERTY)).isNull();
        }
        assertThat(failed).isGreaterThan(4);
    }

    @Test
    void stopsOnlyOnce() throws Exception {
        Installer installer = installer();
        installer.install(new Failing(0).instrumentation());
        installer.stop();
        assertThatThrownBy(installer::stop).isInstanceOf(IllegalStateException.class).hasMessageContaining("already");
    }
}
