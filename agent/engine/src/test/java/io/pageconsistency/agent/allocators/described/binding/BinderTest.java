package io.pageconsistency.agent.allocators.described.binding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import net.bytebuddy.dynamic.ClassFileLocator;
import net.bytebuddy.pool.TypePool;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import io.pageconsistency.agent.allocators.described.model.Path;
import io.pageconsistency.agent.allocators.described.model.PoolDescription;
import io.pageconsistency.agent.allocators.described.yaml.PoolsFile;

class BinderTest {
    private static final TypePool TYPES =
            TypePool.Default.of(ClassFileLocator.ForClassLoader.of(BinderTest.class.getClassLoader()));

    /** A base class whose members the pool inherits. */
    abstract static class Base {
        int pageSize;

        ByteBuffer inherited() {
            return null;
        }

        abstract void unwritten(ByteBuffer buffer);
    }

    static final class Entry<T> {
        T value;

        T get() {
            return value;
        }
    }

    static class Generic<T extends Block> {
        T obtain() {
            return null;
        }

        void free(T block) {
        }

        @SafeVarargs
        final void freeAll(T... blocks) {
        }
    }

    static final class Block {
        private long base;
        private boolean free;

        private ByteBuffer view() {
            return null;
        }

        private void seal() {
        }

        private static long count() {
            return 0;
        }
    }

    enum State {
        FREE, USED
    }

    @SuppressWarnings({"unused", "rawtypes"})
    static class Pool extends Base {
        private Block block;

        Block acquire() {
            return null;
        }

        Block acquire(int size) {
            return null;
        }

        List<Block> all(Map.Entry<String, Block> by) {
            return null;
        }

        List raw() {
            return null;
        }

        long address(long size) {
            return 0;
        }

        State state() {
            return null;
        }

        int index() {
            return 0;
        }

        boolean tryIt() {
            return false;
        }

        void release(Entry<Block> entry) {
        }

        void releaseAll(Collection<? extends Block> blocks) {
        }

        void put(ByteBuffer... buffers) {
        }

        static void free(ByteBuffer buffer) {
        }

        native void toSystem(ByteBuffer buffer);

        @Override
        void unwritten(ByteBuffer buffer) {
        }
    }

    private static BoundPool bind(String handOut, String takeBack, String more) throws Mismatch {
        return bind(handOut, takeBack, more, Pool.class);
    }

    private static BoundPool bind(String handOut, String takeBack, String more, Class<?> type) throws Mismatch {
        List<String> problems = new ArrayList<>();
        String text = "pools:\n- name: mine\n  class: " + type.getName() + "\n" + more
                + "  hand-out:\n    " + handOut + "\n  take-back:\n    " + takeBack + "\n";
        try {
            List<PoolDescription> pools = PoolsFile.read("pools.yaml",
                    new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)), problems);
            assertThat(problems).isEmpty();
            return Binder.bind(pools.get(0), TYPES);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static final String OUT = "method: acquire(int)";
    private static final String BACK = "method: release(Entry)";

    @Test
    void pathsAreFollowedThroughPrivateMembersAndTypeArguments() throws Mismatch {
        BoundPool bound = bind("{method: 'all(Map.Entry)', page: 'return[].base'}",
                "{method: release(Entry), page: 'arg0.get().view()', size: arg0.value.base}", "  page-size: this.pageSize\n");

        BoundTransfer out = bound.transfers().get(0);
        assertThat(out.descriptor()).isEqualTo("(Ljava/util/Map$Entry;)Ljava/util/List;");
        assertThat(out.page().members()).extracting(Member::owner).containsExactly(null, Block.class.getName());
        assertThat(out.page().type()).isEqualTo("long");
        assertThat(out.pool().path()).hasToString("this");
        BoundTransfer back = bound.transfers().get(1);
        assertThat(back.page().members()).extracting(Member::owner).containsExactly(Entry.class.getName(), Block.class.getName());
        assertThat(back.page().type()).isEqualTo(ByteBuffer.class.getName());
        assertThat(back.size().type()).isEqualTo("long");
        assertThat(bound.pageSize().members()).extracting(Member::owner).containsExactly(Base.class.getName());
    }

    @Test
    void anOverloadIsChosenByItsParametersOrByItsReturnTypeAndOneOfItsKindByItsName() throws Mismatch {
        BoundPool bound = bind("- Block acquire(int)", "- put\n    - releaseAll(Collection)", "");

        assertThat(bound.transfers()).extracting(BoundTransfer::descriptor).containsExactly(
                "(I)L" + Block.class.getName().replace('.', '/') + ";", "([Ljava/nio/ByteBuffer;)V", "(Ljava/util/Collection;)V");
    }

    @Test
    void aTypeParameterIsWrittenAsInTheSourceOrAsWhatItStandsFor() throws Mismatch {
        assertThat(bind("T obtain()", "- free(T)\n    - freeAll(T...)", "", Generic.class).transfers())
                .extracting(BoundTransfer::descriptor).containsExactlyElementsOf(
                        bind("Block obtain()", "- free(Block)\n    - freeAll(Block[])", "", Generic.class).transfers().stream()
                                .map(BoundTransfer::descriptor).toList());
        assertThatThrownBy(() -> bind("obtain()", "free(U)", "", Generic.class)).isInstanceOf(Mismatch.class)
                .hasMessageContaining("no method 'free(U)'; there are: free(Block)");
    }

    @Test
    void aStaticMethodHasNoPoolAtHand() throws Mismatch {
        assertThat(bind(OUT, "free(ByteBuffer)", "").transfers().get(1).pool()).isNull();
        assertThat(bind(OUT, BACK, "  scope: address\n").transfers()).extracting(transfer -> transfer.pool() == null)
                .containsExactly(false, true);
        assertThat(bind(OUT, BACK, "  scope: static\n").transfers()).allMatch(transfer -> transfer.pool() == null);
    }

    @Test
    void aPathGoesOnAsTheTypeThatItNames() throws Mismatch {
        String block = Block.class.getName();
        BoundPool bound = bind("{method: raw(), page: 'return(" + ArrayList.class.getName() + ").size()'}",
                "{method: release(Entry), page: 'arg0.get()(" + block + ").view()', unless: 'arg0.get()(" + block + ").free'}", "");

        assertThat(bound.transfers().get(0).page().members()).extracting(Member::kind)
                .containsExactly(Path.Kind.AS,
                        Path.Kind.METHOD);
        assertThat(bound.transfers().get(0).page().members().get(1).owner()).isEqualTo(ArrayList.class.getName());
        assertThat(bound.transfers().get(1).page().type()).isEqualTo(ByteBuffer.class.getName());
        assertThat(bound.transfers().get(1).condition().left().type()).isEqualTo("boolean");
    }

    static Stream<Arguments> mismatches() {
        return Stream.of(
                Arguments.of("{method: acquire(), page: return(a.Missing).x}", BACK, "", "'return(a.Missing).x': the class file of "
                        + "a.Missing was not found; allowed: a class"),
                Arguments.of("{method: acquire(), page: return(java.lang.String).x}", BACK, "", "Block can never be a java.lang.String"),
                Arguments.of("{method: acquire(), if: return.base}", BACK, "", "'if' cannot be 'return.base', which is of type long; "
                        + "allowed: a boolean, or a comparison such as return.base == 1"),
                Arguments.of("{method: acquire(), unless: return}", BACK, "", "'unless' cannot be 'return', which is of type "),
                Arguments.of("method: acquier(int)", BACK, "", "Pool has no method 'acquier(int)'; nearest: acquire(int)"),
                Arguments.of("method: acquire(long)", BACK, "", "no method 'acquire(long)'; there are: acquire(), acquire(int)"),
                Arguments.of("method: acquire", BACK, "", "several methods 'acquire': acquire(), acquire(int); allowed: one of them"),
                Arguments.of("method: long acquire(int)", BACK, "", "no method 'long acquire(int)': it returns Block"),
                Arguments.of("method: long acquire", BACK, "", "no method 'long acquire'; there are: Block acquire(), Block acquire(int)"),
                Arguments.of("{method: acquire(), page: return.view}", BACK, "", "Block has no field view, but a method; allowed: view()"),
                Arguments.of(OUT, "[release(Entry), " + "'release(" + Entry.class.getName() + ")']", "",
                        "the take-back 'release(" + Entry.class.getName() + ")' repeats line 7; allowed: each method once for the same memory"),
                Arguments.of(OUT, BACK, "  guard: false\n", "'guard' cannot be 'false' where no take-back returns a boolean"),
                Arguments.of("{method: acquire(), if: return.base == x}", BACK, "", "'if' cannot be 'return.base == x', which is of type long; "
                        + "allowed: a number"),
                Arguments.of("{method: acquire(), if: return.free > 1}", BACK, "", "of type boolean; allowed: == or !="),
                Arguments.of("{method: acquire(), if: return.free == 1}", BACK, "", "of type boolean; allowed: true or false"),
                Arguments.of("{method: acquire(), if: return == FREE}", BACK, "", "Block; allowed: null"),
                Arguments.of("{method: state(), page: this.block, if: return == FREEE}", BACK, "", "State has no FREEE; allowed: FREE, USED; "
                        + "did you mean 'FREE'?"),
                Arguments.of("{method: acquire(), if: return.base == this.block}", BACK, "", "compares long with "),
                Arguments.of("{method: 'all(Map.Entry)', if: 'return[].free'}", BACK, "", "looks at several values"),
                Arguments.of(OUT, "{method: 'put(ByteBuffer[])', range: arg0 to 1}", "", "'range' cannot be 'arg0', which is of type "),
                Arguments.of("{method: acquire(int), holder: arg0}", BACK, "", "'holder' cannot be 'arg0', which is of type int; allowed: one"),
                Arguments.of("{method: address(long), page: return, size: 1 page}", BACK, "", "'size' cannot be '1 pages' without a page-size"),
                Arguments.of("{method: index(), size: 64 B}", BACK, "", "where pages are numbered and there is no page-size"),
                Arguments.of("{method: index(), size: 4096}", BACK, "  page-size: 4096\n", "'size' 4096 has no unit and would mean 4096 "
                        + "pages, because this pool numbers its pages; allowed: '4096 B' or '4096 pages'"),
                Arguments.of("{method: address(long), size: 1}", BACK, "  page-size: 4096\n", "'size' 1 has no unit and would mean 1 byte; "
                        + "allowed: '1 B' or '1 page'"),
                Arguments.of(OUT, BACK, "  free-list: this.block\n", "'this.block' is of type " + Block.class.getName() + "; allowed: a queue"),
                Arguments.of(OUT, BACK, "  recycler: acquire()\n", "the recycler 'acquire()' returns Block; allowed: a void method"),
                Arguments.of("method: inherited()", BACK, "", "of its own, it comes from " + Base.class.getName()),
                Arguments.of(OUT, "method: toSystem(ByteBuffer)", "",
                        "toSystem(ByteBuffer) is native and cannot be hooked; allowed: a Java method that calls it"),
                Arguments.of(OUT, "{method: unwritten(ByteBuffer), class: " + Base.class.getName() + "}", "",
                        "unwritten(ByteBuffer) has no code to hook; allowed: the same method of a class that implements it"),
                Arguments.of(OUT, "{method: x(), class: a.Missing}", "", "the class file of a.Missing was not found; allowed: a class that the pool's"),
                Arguments.of("method: tryIt()", BACK, "", "'return' is of type boolean, which is no memory"),
                Arguments.of("method: release(Entry)", BACK, "", "'return': release(Entry) returns nothing"),
                Arguments.of("{method: acquire(), page: return.bas}", BACK, "", "Block has no bas; nearest: base"),
                Arguments.of("{method: acquire(), page: return.viev()}", BACK, "", "Block has no viev(); nearest: view()"),
                Arguments.of("{method: acquire(), page: return.seal()}", BACK, "", "Block has no seal(); nearest: "),
                Arguments.of("{method: acquire(), page: return.count()}", BACK, "", "Block has no count(); nearest: "),
                Arguments.of("{method: acquire(), page: return.base.x}", BACK, "", "has a step after a value of type long; allowed: a path that ends there"),
                Arguments.of("{method: raw(), page: 'return[].base'}", BACK, "", "the element type of java.util.List is unknown"),
                Arguments.of(OUT, "{method: release(Entry), page: arg1}", "", "has 1 parameters, and arg0 is the first"),
                Arguments.of(OUT, "{method: free(ByteBuffer), page: this}", "", "is static and has no this"),
                Arguments.of("{method: acquire(), size: return.free}", BACK, "", "'size' cannot be 'return.free', which is of type "
                        + "boolean"),
                Arguments.of(OUT, BACK, "  page-size: this.block\n", "'page-size' cannot be 'this.block'"),
                Arguments.of(OUT, "method: <init>()", "", "a constructor can only hand out"));
    }

    /** A description can only be compared with class files. The message must name the line, and the most similar member. */
    @ParameterizedTest
    @MethodSource("mismatches")
    void whatIsNotThereIsNamedWithWhatComesNearest(String handOut, String takeBack, String more, String answer) {
        assertThatThrownBy(() -> bind(handOut, takeBack, more)).isInstanceOf(Mismatch.class)
                .hasMessageStartingWith("pools.yaml:").hasMessageContaining(answer);
    }
}
