package io.pageconsistency.agent.allocators.described.weaving;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.module.Configuration;
import java.lang.module.ModuleFinder;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;

import javax.tools.ToolProvider;

import org.junit.jupiter.api.Test;

import io.pageconsistency.ViolationKind;

/** A pool in a module that exports and opens no package to the agent. */
class NamedModuleTest extends WovenPools {
    private static final String POOL = """
            package closed;

            import java.nio.ByteBuffer;

            public class Pool {
                private final int pageSize = 4096;
                private final ByteBuffer page = ByteBuffer.allocateDirect(pageSize);

                public static class Lease {
                    private final ByteBuffer memory;

                    Lease(ByteBuffer memory) {
                        this.memory = memory;
                    }
                }

                public Lease lend() {
                    return new Lease(page);
                }

                public void back(Lease lease) {
                }
            }
            """;

    /** The package that other modules may use. */
    private static final String FRONT = """
            package front;

            import closed.Pool;

            public class Front {
                private final Pool pool = new Pool();

                public Object lend() {
                    return pool.lend();
                }

                public void back(Object lease) {
                    pool.back((Pool.Lease) lease);
                }
            }
            """;

    private Class<?> front() throws Exception {
        Path module = Files.writeString(directory.resolve("module-info.java"), "module closed { exports front; }");
        Path pool = Files.writeString(directory.resolve("Pool.java"), POOL);
        Path front = Files.writeString(directory.resolve("Front.java"), FRONT);
        Path classes = directory.resolve("classes");
        assertThat(ToolProvider.getSystemJavaCompiler().run(null, null, null, "-d", classes.toString(), module.toString(),
                pool.toString(), front.toString())).isZero();
        Configuration configuration = ModuleLayer.boot().configuration().resolve(ModuleFinder.of(classes), ModuleFinder.of(),
                Set.of("closed"));
        return ModuleLayer.defineModulesWithOneLoader(configuration, List.of(ModuleLayer.boot()),
                ClassLoader.getSystemClassLoader()).layer().findLoader("closed").loadClass("front.Front");
    }

    @Test
    void isReadLikeAnyOther() throws Exception {
        describeClass("closed", "closed.Pool", """
                page-size: this.pageSize
                hand-out: {method: lend(), page: return.memory}
                take-back: {method: back(Lease), page: arg0.memory}
                """);
        Class<?> type = front();
        Module module = type.getModule();
        assertThat(module.isNamed()).isTrue();
        assertThat(module.isOpen("closed", getClass().getModule())).isFalse();
        Object user = kept(type.getConstructor().newInstance());
        Object lease = type.getMethod("lend").invoke(user);
        assertThat(heldNow()).isEqualTo(1);
        Method back = type.getMethod("back", Object.class);
        back.invoke(user, lease);
        assertThat(heldNow()).isZero();
        back.invoke(user, lease);

        assertThat(found()).containsExactly(Map.entry(ViolationKind.DOUBLE_FREE, 1L));
        assertThat(module.isOpen("closed", Object.class.getModule())).as("to others").isFalse();
    }
}
