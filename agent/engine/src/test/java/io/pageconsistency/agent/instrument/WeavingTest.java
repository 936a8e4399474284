package io.pageconsistency.agent.instrument;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.lang.instrument.Instrumentation;
import java.util.ArrayList;
import java.util.List;

import net.bytebuddy.agent.ByteBuddyAgent;
import org.junit.jupiter.api.Test;

/** Edits of loaded classes, some of which the JVM refuses. */
class WeavingTest {
    private final Instrumentation instrumentation = ByteBuddyAgent.install();
    private final List<String> heard = new ArrayList<>();

    static final class Good {
    }

    static final class Bad {
    }

    /** Returns an invalid class file for one of two classes. */
    private class Nonsense implements ClassEdits {
        @Override
        public boolean concerns(Module module, ClassLoader loader, String internalName) {
            return internalName.equals(Good.class.getName().replace('.', '/')) || internalName.equals(Bad.class.getName().replace('.', '/'));
        }

        @Override
        public byte[] edit(Definition definition) throws Exception {
            heard.add("edit " + definition.redefined().getSimpleName());
            return definition.redefined() == Bad.class ? new byte[] {1, 2, 3} : definition.classFile();
        }

        @Override
        public void failed(Definition definition, Throwable error) {
            heard.add("failed " + definition.redefined().getSimpleName() + " " + error.getMessage());
        }
    }

    private void retransform(Class<?> type) throws Exception {
        heard.clear();
        instrumentation.retransformClasses(type);
    }

    /** Loads the classes. */
    private Weaving weaving(ClassEdits edits) {
        assertThat(List.of(new Good(), new Bad())).hasSize(2);
        return new Weaving(instrumentation, edits);
    }

    @Test
    void aRefusedClassAffectsOnlyItsGroup() throws Exception {
        Weaving weaving = weaving(new Nonsense() {
            @Override
            public Object group(Class<?> loaded) {
                return loaded.getSimpleName();
            }

            @Override
            public void refused(Object group, List<Class<?>> types, Throwable error) {
                heard.add("refused " + group + " " + types.size());
            }
        });
        weaving.begin();
        try {
            assertThat(heard.subList(heard.size() - 3, heard.size())).contains("edit Good", "refused Bad 1");
            retransform(Good.class);
            assertThat(heard).containsExactly("edit Good");
        } finally {
            weaving.withdraw();
        }
        retransform(Good.class);
        assertThat(heard).isEmpty();
    }

    @Test
    void aRefusedBeginLeavesNoEdits() throws Exception {
        Weaving weaving = weaving(new Nonsense());

        assertThatIllegalStateException().isThrownBy(weaving::begin).withMessageContaining("could not be retransformed");

        retransform(Good.class);
        assertThat(heard).isEmpty();
        assertThat(weaving.remove()).as("classes, the second time").isZero();
    }

    @Test
    void aFailingEditIsReportedAndChangesNothing() throws Exception {
        Weaving weaving = weaving(new Nonsense() {
            @Override
            public byte[] edit(Definition definition) throws Exception {
                throw new Exception("by this edit");
            }
        });
        weaving.begin();
        try {
            assertThat(heard).containsExactlyInAnyOrder("failed Good by this edit", "failed Bad by this edit");
        } finally {
            assertThat(weaving.remove()).as("classes that are as they were").isEqualTo(2);
        }
    }
}
