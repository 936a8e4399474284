package io.pageconsistency.agent.described.yaml;

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

import io.pageconsistency.agent.described.model.Crossing;
import io.pageconsistency.agent.described.model.Location;
import io.pageconsistency.agent.described.model.MethodPattern;
import io.pageconsistency.agent.described.model.Path;
import io.pageconsistency.agent.described.model.PoolDescription;
import io.pageconsistency.pools.SpaceKind;

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
                "com.example.Pool", false, PoolDescription.Scope.INSTANCE, SpaceKind.Handles.ADDRESS,
                PoolDescription.Numbers.BY_TYPE, PoolDescription.Arrays.CONTENTS, PoolDescription.Guard.NONE,
                PoolDescription.Foreign.REPORTED, null, List.of(),
                List.of(
                        Crossing.plain(new Location("pools.yaml", 4), Crossing.Kind.HAND_OUT, "com.example.Pool",
                                new MethodPattern(null, "acquire", List.of()), Path.of(Path.Root.RETURN)),
                        Crossing.plain(new Location("pools.yaml", 5), Crossing.Kind.TAKE_BACK, "com.example.Pool",
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
                page-size: 32 KiB
                hand-out:
                  - method: long[] acquire(int, java.util.List)
                    page: return[].address()
                    size: arg0
                  - tryAcquire
                take-back:
                  - method: release(long...)
                    class: com.example.Pool$Entry
                    page: this.base
                    size: 4096
                    pool: this.owner.pool()
                    unless: this(com.example.Pool$Entry).base.shared
                reset: clear()
                close: [close(), shutdown()]
            """;

    @Test
    void everythingCanBeSaid() {
        List<PoolDescription> pools = read(EVERYTHING);

        assertThat(problems).isEmpty();
        PoolDescription pool = pools.get(0);
        assertThat(pool.subtypes()).isTrue();
        assertThat(pool.scope()).isEqualTo(PoolDescription.Scope.ADDRESS);
        assertThat(pool.handles()).isEqualTo(SpaceKind.Handles.IDENTITY);
        assertThat(pool.numbers()).isEqualTo(PoolDescription.Numbers.PAGES);
        assertThat(pool.arrays()).isEqualTo(PoolDescription.Arrays.MEMORY);
        assertThat(pool.guard()).isEqualTo(PoolDescription.Guard.THROWS);
        assertThat(pool.foreign()).isEqualTo(PoolDescription.Foreign.ACCEPTED);
        assertThat(pool.pageSize().constant()).isEqualTo(32 << 10);
        assertThat(pool.types()).containsExactlyInAnyOrder("com.example.Pool", "com.example.Pool$Entry");
        assertThat(pool.crossings()).extracting(Crossing::kind).containsExactly(Crossing.Kind.HAND_OUT, Crossing.Kind.HAND_OUT,
                Crossing.Kind.TAKE_BACK, Crossing.Kind.RESET, Crossing.Kind.CLOSE, Crossing.Kind.CLOSE);
        assertThat(pool.crossings()).extracting(crossing -> crossing.method().toString()).containsExactly(
                "long[] acquire(int, java.util.List)", "tryAcquire", "release(long[])", "clear()", "close()", "shutdown()");
        assertThat(pool.crossings().get(0).page()).hasToString("return[].address()");
        assertThat(pool.crossings().get(0).size()).hasToString("arg0");
        assertThat(pool.crossings().get(2).page()).hasToString("this.base");
        assertThat(pool.crossings().get(2).size()).hasToString("4096");
        assertThat(pool.crossings().get(2).pool()).hasToString("this.owner.pool()");
        assertThat(pool.crossings().get(2).condition().path()).hasToString("this(com.example.Pool$Entry).base.shared");
        assertThat(pool.crossings().get(2).condition().wanted()).isFalse();
        assertThat(pool.crossings().get(0).condition()).isNull();
        assertThat(pool.crossings().get(2).at().line()).isEqualTo(18);
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
                Arguments.of("name: mine", "name: mine\n    name: yours", "pools.yaml:3: 'name' is there twice; allowed: once"),
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
                Arguments.of("class: a.Pool", "class: a.Pool\n    guard: true", "'guard' cannot be 'true'; allowed: none, throws"),
                Arguments.of("class: a.Pool", "class: a.Pool\n    foreign: yes", "'foreign' cannot be 'yes'; allowed: reported, accepted"),
                Arguments.of("class: a.Pool", "class: a.Pool\n    page-size: 4 KB", "pools.yaml:4: 'page-size' cannot be '4 KB'; allowed: "),
                Arguments.of("class: a.Pool", "class: a.Pool\n    page-size: -1", "'page-size' cannot be '-1'; allowed: a number, with KiB"),
                Arguments.of("class: a.Pool", "class: a.Pool\n    page-size: SIZE", "'SIZE'; allowed: a number, with KiB"),
                Arguments.of("class: a.Pool", "class: a.Pool\n    page-size: this..x", "'this..x'; allowed: return, this or arg0"),
                Arguments.of("hand-out: get()", "hand-out: [get(int, long), get()]", "pools.yaml:4: method 'get(int' cannot be read; "
                        + "allowed: name(Type, Type), the type it returns before it if need be, types with or without their package, "
                        + "the name alone if there is but one of it; between [] or {} it ends at a comma, unless in quotes"),
                Arguments.of("class: a.Pool", "class: a.Pool\n    page-size: 0", "more than 0"),
                Arguments.of("class: a.Pool", "class: a.Pool\n    page-size: 9999999999 GiB", "less than 2^63"),
                Arguments.of("class: a.Pool", "class: a.Pool\n    page-size: arg0", "allowed: a number, or what the pool itself says"),
                Arguments.of("hand-out: get()", "hand-out: get(", "pools.yaml:4: method 'get(' cannot be read; allowed: "),
                Arguments.of("hand-out: get()", "hand-out: get(List<A>)", "parameter type 'List<A>' of method"),
                Arguments.of("hand-out: get()", "hand-out: []", "'hand-out' is missing; allowed: one or more methods"),
                Arguments.of("take-back: put(A)", "close: end()", "'take-back' is missing; allowed: one or more methods"),
                Arguments.of("hand-out: get()", "hand-out:\n      page: return", "pools.yaml:5: 'method' is missing"),
                Arguments.of("hand-out: get()", "hand-out:\n      method: get()\n      page: result", "pools.yaml:6: 'page' cannot be "
                        + "'result'; allowed: return, this or arg0"),
                Arguments.of("hand-out: get()", "hand-out:\n      method: get()\n      page: return..x", "cannot be 'return..x'"),
                Arguments.of("take-back: put(A)", "take-back:\n      method: put(A)\n      page: return", "pools.yaml:7: a take-back is "
                        + "recorded before its method runs"),
                Arguments.of("take-back: put(A)", "take-back:\n      method: put(A)\n      size: return.x", "pools.yaml:7: a take-back"),
                Arguments.of("take-back: put(A)", "take-back:\n      method: put(A)\n      pool: return", "pools.yaml:7: 'pool' cannot"),
                Arguments.of("take-back: put(A)", "take-back: put(A)\n    close:\n      method: end()\n      page: this",
                        "pools.yaml:8: a close is about all of a pool; allowed: method, class, pool"),
                Arguments.of("hand-out: get()", "hand-out:\n      method: get()\n      page: return(a b).x", "cannot be 'return(a b).x'"),
                Arguments.of("take-back: put(A)", "take-back:\n      method: put(A)\n      if: this.open", "pools.yaml:7: 'if' cannot be "
                        + "'this.open'; allowed: a way to a boolean that begins with arg0"),
                Arguments.of("take-back: put(A)", "take-back:\n      method: put(A)\n      if: arg0.x\n      unless: arg0.y",
                        "pools.yaml:8: 'if' and 'unless' are both there; allowed: one of them"),
                Arguments.of("take-back: put(A)", "take-back: put(A)\n    close:\n      method: end()\n      unless: this.open",
                        "pools.yaml:8: 'unless' cannot be 'this.open'; allowed: only for a hand-out or a take-back"),
                Arguments.of("pools:", "pool:", "pools.yaml:1: a file of descriptions has no key 'pool'; allowed: pools; did you"),
                Arguments.of("class: a.Pool", "class: [a.Pool", "pools.yaml:4: not YAML: "));
    }

    /** In the file, at its line, with what is allowed. */
    @ParameterizedTest
    @MethodSource("mistakes")
    void aMistakeIsAnsweredWithItsLineAndWhatIsAllowed(String right, String wrong, String answer) {
        assertThat(RIGHT).contains(right);

        List<PoolDescription> pools = read(RIGHT.replace(right, wrong));

        assertThat(pools).isEmpty();
        assertThat(problems).anySatisfy(problem -> assertThat(problem).startsWith("pools.yaml:").contains(answer));
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
