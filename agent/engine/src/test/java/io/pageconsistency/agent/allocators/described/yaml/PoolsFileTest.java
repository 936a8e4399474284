package io.pageconsistency.agent.allocators.described.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import io.pageconsistency.agent.allocators.described.model.Location;
import io.pageconsistency.agent.allocators.described.model.MethodPattern;
import io.pageconsistency.agent.allocators.described.model.Path;
import io.pageconsistency.agent.allocators.described.model.PoolDescription;
import io.pageconsistency.agent.allocators.described.model.Transfer;
import io.pageconsistency.pools.PoolKind;

class PoolsFileTest {
    private final List<String> problems = new ArrayList<>();

    private List<PoolDescription> read(String text) {
        try {
            return PoolsFile.read("pools.yaml", new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)), problems);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void theShortestDescriptionHasUsualMeanings() {
        List<PoolDescription> pools = read("""
                pools:
                  - name: mine
                    class: com.example.Pool
                    hand-out: acquire()
                    take-back: release(ByteBuffer)
                """);

        assertThat(problems).isEmpty();
        assertThat(pools).singleElement().isEqualTo(new PoolDescription(new Location("pools.yaml", 2), "mine",
                "com.example.Pool", false, PoolDescription.Scope.INSTANCE, PoolKind.Handles.ADDRESS,
                PoolDescription.Numbers.BY_TYPE, PoolDescription.Arrays.CONTENTS, PoolDescription.Guard.NONE,
                PoolDescription.Foreign.REPORTED, PoolDescription.FreeMemory.USED, null, List.of(),
                List.of(
                        Transfer.plain(new Location("pools.yaml", 4), Transfer.Kind.HAND_OUT, "com.example.Pool",
                                new MethodPattern(null, "acquire", List.of()), Path.of(Path.Root.RETURN)),
                        Transfer.plain(new Location("pools.yaml", 5), Transfer.Kind.TAKE_BACK, "com.example.Pool",
                                new MethodPattern(null, "release", List.of("ByteBuffer")), Path.ofArgument(0)))));
    }

    static final String EVERYTHING = """
            pools:
              - name: mine
                class: com.example.Pool
                subtypes: true
                scope: address
                handle: identity
                numbers: pages
                arrays: memory
                guard: throws
                foreign: accepted
                free-memory: untouched
                page-size: 32 KiB
                hand-out:
                  - method: long[] acquire(int, java.util.List)
                    page: return[].address()
                    range: 0 count arg0
                    size: arg0 B
                    holder: arg1
                    if: this.state == OPEN
                  - tryAcquire
                take-back:
                  - method: release(long...)
                    class: com.example.Pool$Entry
                    page: this.base
                    size: 1 page
                    holder: this
                    pool: this.owner.pool()
                    unless: this(com.example.Pool$Entry).base.shared
                reset: clear()
                close: [close(), shutdown()]
                recycler: recycle(Entry)
                free-list: [this.free, this.cached]
            """;

    @Test
    void everythingCanBeSaid() {
        List<PoolDescription> pools = read(EVERYTHING);

        assertThat(problems).isEmpty();
        PoolDescription pool = pools.get(0);
        assertThat(pool.subtypes()).isTrue();
        assertThat(pool.scope()).isEqualTo(PoolDescription.Scope.ADDRESS);
        assertThat(pool.handles()).isEqualTo(PoolKind.Handles.HOLDER);
        assertThat(pool.numbers()).isEqualTo(PoolDescription.Numbers.PAGES);
        assertThat(pool.arrays()).isEqualTo(PoolDescription.Arrays.MEMORY);
        assertThat(pool.guard()).isEqualTo(PoolDescription.Guard.THROWS);
        assertThat(pool.foreign()).isEqualTo(PoolDescription.Foreign.ACCEPTED);
        assertThat(pool.freeMemory()).isEqualTo(PoolDescription.FreeMemory.UNTOUCHED);
        assertThat(pool.pageSize().constant()).isEqualTo(32 << 10);
        assertThat(pool.types()).containsExactlyInAnyOrder("com.example.Pool", "com.example.Pool$Entry");
        assertThat(pool.transfers()).extracting(Transfer::kind).containsExactly(Transfer.Kind.HAND_OUT, Transfer.Kind.HAND_OUT,
                Transfer.Kind.TAKE_BACK, Transfer.Kind.RESET, Transfer.Kind.CLOSE, Transfer.Kind.CLOSE, Transfer.Kind.RECYCLER);
        assertThat(pool.transfers()).extracting(transfer -> transfer.method().toString()).containsExactly(
                "long[] acquire(int, java.util.List)", "tryAcquire", "release(long[])", "clear()", "close()", "shutdown()",
                "recycle(Entry)");
        assertThat(pool.transfers().get(0).page()).hasToString("return[].address()");
        assertThat(pool.transfers().get(0).size()).hasToString("arg0 B");
        assertThat(pool.transfers().get(0).range()).hasToString("0 count arg0");
        assertThat(pool.transfers().get(0).holder()).hasToString("arg1");
        assertThat(pool.transfers().get(0).condition()).hasToString("this.state == OPEN");
        assertThat(pool.freeLists()).extracting(list -> list.path().toString()).containsExactly("this.free", "this.cached");
        assertThat(pool.transfers().get(2).page()).hasToString("this.base");
        assertThat(pool.transfers().get(2).size()).hasToString("1 pages");
        assertThat(pool.transfers().get(2).pool()).hasToString("this.owner.pool()");
        assertThat(pool.transfers().get(2).condition().path()).hasToString("this(com.example.Pool$Entry).base.shared");
        assertThat(pool.transfers().get(2).condition().wanted()).isFalse();
        assertThat(pool.transfers().get(2).at().line()).isEqualTo(22);
    }

    static final String RIGHT = """
            pools:
              - name: mine
                class: a.Pool
                hand-out: get()
                take-back: put(A)
            """;

    static Stream<Arguments> mistakes() {
        return Stream.of(
                Arguments.of("name: mine", "name: my pool", "pools.yaml:2: 'name' cannot be 'my pool'; allowed: letters, "),
                Arguments.of("name: mine", "nam: mine", "pools.yaml:2: a pool has no key 'nam'; allowed: name, class"),
                Arguments.of("name: mine", "nam: mine", "did you mean 'name'?"),
                Arguments.of("name: mine", "nam: mine", "pools.yaml:2: 'name' is missing; allowed: "),
                Arguments.of("name: mine", "name:", "pools.yaml:2: 'name' has no value"),
                Arguments.of("name: mine", "name: mine\n    name: yours", "pools.yaml:3: 'name' is given twice; allowed: once"),
                Arguments.of("class: a.Pool", "class: a/Pool", "pools.yaml:3: 'class' cannot be 'a/Pool'; allowed: the name of a"),
                Arguments.of("class: a.Pool", "class: a.Pool\n    subtypes: yes", "pools.yaml:4: 'subtypes' cannot be 'yes'; "
                        + "allowed: false, true"),
                Arguments.of("class: a.Pool", "class: a.Pool\n    scope: statik", "pools.yaml:4: 'scope' cannot be 'statik'; allowed: "
                        + "instance, static, address; did you mean 'static'?"),
                Arguments.of("class: a.Pool", "class: a.Pool\n    handle: object", "'handle' cannot be 'object'; allowed: identity, "
                        + "address, none"),
                Arguments.of("class: a.Pool", "class: a.Pool\n    numbers: by-type", "allowed: addresses, offsets, pages"),
                Arguments.of("class: a.Pool", "class: a.Pool\n    arrays: memry", "pools.yaml:4: 'arrays' cannot be 'memry'; "
                        + "allowed: contents, memory; did you mean 'memory'?"),
                Arguments.of("class: a.Pool", "class: a.Pool\n    guard: true", "'guard' cannot be 'true'; allowed: none, throws, false"),
                Arguments.of("class: a.Pool", "class: a.Pool\n    foreign: yes", "'foreign' cannot be 'yes'; allowed: reported, accepted"),
                Arguments.of("class: a.Pool", "class: a.Pool\n    page-size: 4 KB", "pools.yaml:4: 'page-size' cannot be '4 KB'; allowed: "),
                Arguments.of("class: a.Pool", "class: a.Pool\n    page-size: -1", "'page-size' cannot be '-1'; allowed: a number, or the way to one"),
                Arguments.of("class: a.Pool", "class: a.Pool\n    page-size: SIZE", "'SIZE'; allowed: a number, or the way to one"),
                Arguments.of("class: a.Pool", "class: a.Pool\n    page-size: this..x", "'this..x'; allowed: return, this or arg0"),
                Arguments.of("hand-out: get()", "hand-out: [get(int, long), get()]", "pools.yaml:4: method 'get(int' cannot be read; "
                        + "allowed: name(Type, Type), optionally after a return type; types with or without their package; "
                        + "only the name if no other method has it; between [] or {} it ends at a comma, unless in quotes"),
                Arguments.of("class: a.Pool", "class: a.Pool\n    page-size: 0", "more than 0"),
                Arguments.of("class: a.Pool", "class: a.Pool\n    page-size: 9999999999 GiB", "less than 2^63"),
                Arguments.of("class: a.Pool", "class: a.Pool\n    page-size: arg0", "allowed: a number of bytes, or what the pool itself says"),
                Arguments.of("hand-out: get()", "hand-out: get(", "pools.yaml:4: method 'get(' cannot be read; allowed: "),
                Arguments.of("hand-out: get()", "hand-out: get(List<A>)", "parameter type 'List<A>' of method"),
                Arguments.of("hand-out: get()", "hand-out: []", "'hand-out' is missing; allowed: one or more methods"),
                Arguments.of("take-back: put(A)", "close: end()", "'take-back' is missing; allowed: one or more methods"),
                Arguments.of("hand-out: get()", "hand-out:\n      page: return", "pools.yaml:5: 'method' is missing"),
                Arguments.of("hand-out: get()", "hand-out:\n      method: get()\n      page: result", "pools.yaml:6: 'page' cannot be "
                        + "'result'; allowed: return, this or arg0"),
                Arguments.of("hand-out: get()", "hand-out:\n      method: get()\n      page: return..x", "cannot be 'return..x'"),
                Arguments.of("take-back: put(A)", "take-back:\n      method: put(A)\n      page: return", "pools.yaml:7: 'page' cannot be "
                        + "'return': a take-back is checked before the method runs; allowed: this or arg0"),
                Arguments.of("take-back: put(A)", "take-back:\n      method: put(A)\n      size: return.x", "pools.yaml:7: 'size' cannot be "
                        + "'return.x': a take-back is checked before"),
                Arguments.of("take-back: put(A)", "take-back:\n      method: put(A)\n      pool: return", "pools.yaml:7: 'pool' cannot"),
                Arguments.of("take-back: put(A)", "take-back: put(A)\n    close:\n      method: end()\n      pool: return",
                        "pools.yaml:8: 'pool' cannot be 'return': a close is checked before the method runs; allowed: this or arg0"),
                Arguments.of("take-back: put(A)", "take-back: put(A)\n    close:\n      method: end()\n      page: this",
                        "pools.yaml:8: a close has no 'page'; allowed: method, class, pool"),
                Arguments.of("hand-out: get()", "hand-out:\n      method: get()\n      page: return(a b).x", "cannot be 'return(a b).x'"),
                Arguments.of("take-back: put(A)", "take-back:\n      method: put(A)\n      if: return", "pools.yaml:7: 'if' cannot be "
                        + "'return': a take-back is checked before the method runs; allowed: this or arg0"),
                Arguments.of("take-back: put(A)", "take-back:\n      method: put(A)\n      unless: arg0.x == return", "'unless' cannot be 'return'"),
                Arguments.of("hand-out: get()", "hand-out:\n      method: get()\n      if: return.state == 'a-b'", "allowed after ==: a number, "
                        + "true, false, null, the name of an enum's constant, or the way"),
                Arguments.of("hand-out: get()", "hand-out:\n      method: get()\n      if: return.state = 1", "'if' cannot be 'return.state = 1'"),
                Arguments.of("take-back: put(A)", "take-back:\n      method: put(A[])\n      range: arg1..arg2", "pools.yaml:7: 'range' cannot be "
                        + "'arg1..arg2'; allowed: such as 'arg1 to arg2' with the last one's index"),
                Arguments.of("take-back: put(A)", "take-back:\n      method: put(A[])\n      range: return.x to arg2", "'range' cannot be 'return.x'"),
                Arguments.of("take-back: put(A)", "take-back:\n      method: put(A)\n      holder: return", "pools.yaml:7: 'holder' cannot be 'return'"),
                Arguments.of("take-back: put(A)", "take-back:\n      method: put(A)\n      size: 4096 bytes", "'size' cannot be '4096 bytes'; allowed: "
                        + "a number, or the way to one, such as this.pageSize, with B, KiB, MiB, GiB or pages after a number"),
                Arguments.of("class: a.Pool", "class: a.Pool\n    page-size: 2 pages", "'page-size' cannot be '2 pages'; allowed: a number of bytes"),
                Arguments.of("class: a.Pool", "class: a.Pool\n    free-list: arg0", "'free-list' cannot be 'arg0'; allowed: a field of the pool's "
                        + "class, such as this.free"),
                Arguments.of("class: a.Pool", "class: a.Pool\n    recycler:\n      method: put(A)\n      page: arg0",
                        "pools.yaml:6: a recycler has no 'page'; allowed: method, class"),
                Arguments.of("class: a.Pool", "class: java.util.ArrayDeque", "pools.yaml:3: 'class' cannot be 'java.util.ArrayDeque', a class of "
                        + "java.base, on which the agent itself or the loading of classes may depend; allowed: a class of the application or a "
                        + "library, and of java.base java.util.LinkedList, "),
                Arguments.of("class: a.Pool", "class: java.lang.String", "'class' cannot be 'java.lang.String', a class of java.base"),
                Arguments.of("class: a.Pool", "class: java.util.concurrent.ConcurrentHashMap", "a class of java.base"),
                Arguments.of("class: a.Pool", "class: java.util.Queue", "a class of java.base"),
                Arguments.of("class: a.Pool", "class: jdk.jfr.Event", "a class of jdk.jfr"),
                Arguments.of("class: a.Pool", "class: io.pageconsistency.ledger.Ledger", "a class of the agent itself"),
                Arguments.of("take-back: put(A)", "take-back:\n      method: put(A)\n      class: java.util.HashMap", "pools.yaml:7: 'class' cannot"),
                Arguments.of("take-back: put(A)", "take-back:\n      method: put(A)\n      if: arg0.x\n      unless: arg0.y",
                        "pools.yaml:8: a method cannot have both 'if' and 'unless'; allowed: one of them"),
                Arguments.of("take-back: put(A)", "take-back: put(A)\n    close:\n      method: end()\n      unless: this.open",
                        "pools.yaml:8: a close has no 'unless'; allowed: method, class, pool"),
                Arguments.of("pools:", "pool:", "pools.yaml:1: a file of descriptions has no key 'pool'; allowed: pools; did you"),
                Arguments.of("class: a.Pool", "class: [a.Pool", "pools.yaml:4: not YAML: "));
    }

    /** Each problem names the file, the line and what is allowed. */
    @ParameterizedTest
    @MethodSource("mistakes")
    void aMistakeIsAnsweredWithItsLineAndWhatIsAllowed(String right, String wrong, String answer) {
        assertThat(RIGHT).contains(right);

        List<PoolDescription> pools = read(RIGHT.replace(right, wrong));

        assertThat(pools).isEmpty();
        assertThat(problems).anySatisfy(problem -> assertThat(problem).startsWith("pools.yaml:").contains(answer));
    }

    private void refused(String text, String answer) {
        assertThat(read(text)).isEmpty();
        assertThat(problems).singleElement().asString().startsWith("pools.yaml:").contains(answer).hasSizeLessThan(400);
        problems.clear();
    }

    /** Each problem is one line, even if reading on would have taken too much stack, heap or time. */
    @Test
    void whatNoDescriptionNeedsIsRefusedBeforeItCosts() {
        refused("a: ".repeat(1) + "[".repeat(20_000), "pools.yaml:1: there are more than 16 levels, one inside the other; allowed: ");
        StringBuilder nested = new StringBuilder();
        for (int i = 0; i < 1_000; i++) {
            nested.append(" ".repeat(i)).append("a:\n");
        }
        refused(nested.toString(), "pools.yaml:17: there are more than 16 levels");
        refused("pools:\n- name: &n mine\n  class: a.Pool\n  hand-out: &all [a(), b()]\n  take-back: *all\n",
                "pools.yaml:5: '*all' does not stand for a single value; allowed: an alias of a single value above it");
        refused("pools: &p [*p]\n", "'*p' does not stand for a single value");
        refused("pools:\n- name: " + "a.".repeat(100_000) + "\n", "pools.yaml:2: a value has 200000 characters; allowed: 1000");
        refused("#" + " ".repeat(2 << 20), "pools.yaml:1: the file is larger than 1 MiB; allowed: several smaller files");
    }

    @Test
    void anAliasMayStandForASingleValue() {
        assertThat(read("pools:\n- name: mine\n  class: a.Pool\n  hand-out:\n    method: get()\n    page: &p arg0.x\n  take-back:\n"
                + "    method: put(A)\n    page: *p\n")).hasSize(1);
        assertThat(problems).isEmpty();
    }

    @Test
    void allMistakesAreAnsweredAtOnceAndWhatIsRightIsKept() {
        List<PoolDescription> pools = read(RIGHT + """
                  - name: other
                    hand-out: get(
                    take-back: put(
                  - just words
                """);

        assertThat(pools).extracting(PoolDescription::name).containsExactly("mine");
        assertThat(problems).hasSize(4);
        assertThat(problems.get(0)).startsWith("pools.yaml:6: 'class' is missing");
        assertThat(problems.get(3)).startsWith("pools.yaml:9: a pool is written as 'key: value'");
    }

    @Test
    void anEmptyFileDescribesNothing() {
        assertThat(read("# nothing\n")).isEmpty();
        assertThat(problems).singleElement().asString().startsWith("pools.yaml:1: nothing is described");
    }

    @Test
    void aFileThatCannotBeReadIsNamed() {
        assertThat(PoolsFile.read("no/such/file.yaml", problems)).isEmpty();
        assertThat(problems).singleElement().asString().startsWith("no/such/file.yaml: cannot be read");
    }
}
