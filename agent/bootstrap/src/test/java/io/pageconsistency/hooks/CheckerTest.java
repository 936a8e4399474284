package io.pageconsistency.hooks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.invoke.MethodHandles;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

class CheckerTest {
    private static Stream<Class<?>> facades() throws Exception {
        Path classes = Path.of(Checker.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        return Files.list(classes.resolve(Checker.class.getPackageName().replace('.', '/'))).map(file -> file.getFileName().toString())
                .filter(name -> name.endsWith(".class") && !name.contains("$") && !name.equals("package-info.class"))
                .<Class<?>>map(name -> type(name.substring(0, name.length() - ".class".length())))
                .filter(type -> type != Checker.class && type != NettyHandle.class);
    }

    private static Class<?> type(String name) {
        try {
            return Class.forName(Checker.class.getPackageName() + "." + name);
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void preparesAllThatWovenCodeCalls() throws Exception {
        Checker checker = new Checker();
        checker.prepare();
        assertThat(Checker.FACADES).containsExactlyInAnyOrderElementsOf(facades().toList());
    }

    /** All mutable state belongs to a checker. */
    @Test
    void whatWovenCodeCallsHasNoStateOfItsOwn() throws Exception {
        assertThat(facades().flatMap(facade -> Stream.of(facade.getDeclaredFields())).filter(field -> !isOneOfTheJvm(field))).isEmpty();
    }

    private static boolean isOneOfTheJvm(Field field) {
        return Modifier.isStatic(field.getModifiers()) && Modifier.isFinal(field.getModifiers());
    }

    @Test
    void eachCheckerHasALedgerOfItsOwn() {
        Checker one = new Checker();
        Checker other = new Checker();
        Object chunk = new Object();
        one.pools().regions().opened("one", chunk, null, 0, 64, 8, false);
        one.pools().takingBack(chunk, 3, 1);
        assertThat(one.ledger().reports().violations()).isEqualTo(1);
        assertThat(other.ledger().reports().violations()).isZero();
        assertThat(other.regions().tracks(chunk)).isFalse();
    }

    @Test
    void theCheckerOfThisJvmIsForTheAgentOnly() {
        assertThat(Checker.ofThisJvm(MethodHandles.lookup())).isSameAs(Checker.ofThisJvm(MethodHandles.lookup()));
        assertThatThrownBy(() -> Checker.ofThisJvm(MethodHandles.publicLookup())).isInstanceOf(IllegalCallerException.class);
    }
}
