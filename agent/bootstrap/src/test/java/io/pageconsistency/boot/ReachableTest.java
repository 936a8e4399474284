package io.pageconsistency.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.instrument.Instrumentation;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Proxy;
import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import io.pageconsistency.hooks.Checker;

/**
 * The methods on the boot class path that an application can call without the agent's consent.
 *
 * <p>These are all public static methods without a lookup parameter, and the public methods of all objects that these return, pass
 * to a callback, or lead to in turn. Each is on a list with the reason why it is harmless. Objects that an application creates
 * itself have no effect on the agent.
 */
class ReachableTest {
    private static final String LIST = "reachable.txt";
    private static final Set<String> RECORD = Set.of("io.pageconsistency.bitmap", "io.pageconsistency.region",
            "io.pageconsistency.report", "io.pageconsistency.verdict", "io.pageconsistency.ledger");

    /** The public classes of this module. */
    private static List<Class<?>> publicClasses() throws Exception {
        Path root = Path.of(OwnCode.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        try (Stream<Path> files = Files.walk(root)) {
            return files.map(file -> root.relativize(file).toString().replace('\\', '/')).filter(name -> name.endsWith(".class"))
                    .filter(name -> !name.endsWith("-info.class"))
                    .<Class<?>>map(name -> load(name.substring(0, name.length() - ".class".length()).replace('/', '.')))
                    .filter(ReachableTest::isPublic).toList();
        }
    }

    private static Class<?> load(String name) {
        try {
            return Class.forName(name, false, OwnCode.class.getClassLoader());
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
    }

    private static boolean isPublic(Class<?> type) {
        return type == null || Modifier.isPublic(type.getModifiers()) && isPublic(type.getDeclaringClass());
    }

    private static boolean isOurs(Class<?> type) {
        return type.getName().startsWith("io.pageconsistency.");
    }

    private static boolean isOpen(Method method) {
        return Modifier.isPublic(method.getModifiers()) && !method.isSynthetic()
                && !Arrays.asList(method.getParameterTypes()).contains(MethodHandles.Lookup.class);
    }

    private static void obtain(Type type, Set<Class<?>> obtained, Deque<Class<?>> next) {
        if (type instanceof ParameterizedType parameterized) {
            obtain(parameterized.getRawType(), obtained, next);
            Arrays.asList(parameterized.getActualTypeArguments()).forEach(argument -> obtain(argument, obtained, next));
        } else if (type instanceof Class<?> plain && isOurs(plain) && isPublic(plain) && obtained.add(plain)) {
            next.add(plain);
        }
    }

    private static Set<String> reachable() throws Exception {
        Set<String> found = new TreeSet<>();
        Set<Class<?>> obtained = new HashSet<>();
        Deque<Class<?>> next = new ArrayDeque<>();
        int before;
        do {
            before = obtained.size();
            for (Class<?> type : publicClasses()) {
                for (Method method : type.getDeclaredMethods()) {
                    if (isOpen(method) && Modifier.isStatic(method.getModifiers()) && canBeGiven(method, obtained)) {
                        reach(method, found, obtained, next);
                    }
                }
                for (Field field : type.getDeclaredFields()) {
                    boolean ofAll = Modifier.isStatic(field.getModifiers()) || obtained.contains(type);
                    if (ofAll && Modifier.isPublic(field.getModifiers()) && !Modifier.isFinal(field.getModifiers())) {
                        found.add(name(type) + "." + field.getName());
                    }
                }
            }
            while (!next.isEmpty()) {
                Class<?> type = next.remove();
                for (Method method : type.getDeclaredMethods()) {
                    if (isOpen(method) && !Modifier.isStatic(method.getModifiers())) {
                        reach(method, found, obtained, next);
                    }
                }
            }
        } while (obtained.size() > before);
        return found;
    }

    /**
     * Whether a method can be called with objects of the agent. An application cannot get objects of the record, so it can call
     * such a method only with its own; woven classes may pass other objects.
     */
    private static boolean canBeGiven(Method method, Set<Class<?>> obtained) {
        return Arrays.stream(method.getParameterTypes()).allMatch(type -> !RECORD.contains(type.getPackageName())
                || canBeImplemented(type) || type.isEnum() || type.isRecord() || obtained.contains(type));
    }

    private static void reach(Method method, Set<String> found, Set<Class<?>> obtained, Deque<Class<?>> next) {
        Class<?> type = method.getDeclaringClass();
        if (!type.isRecord() && !type.isEnum()) {
            found.add(name(type) + "." + method.getName());
        }
        obtain(method.getGenericReturnType(), obtained, next);
        for (Class<?> parameter : method.getParameterTypes()) {
            if (isOurs(parameter) && canBeImplemented(parameter)) {
                // The application implements the interface, so it gets the arguments of its methods.
                for (Method called : parameter.getMethods()) {
                    Arrays.asList(called.getGenericParameterTypes()).forEach(given -> obtain(given, obtained, next));
                }
            }
        }
    }

    private static boolean canBeImplemented(Class<?> type) {
        return type.isInterface() && !type.isSealed();
    }

    private static String name(Class<?> type) {
        return type.getName().substring("io.pageconsistency.".length());
    }

    private static Set<String> allowed() throws IOException {
        Set<String> lines = new TreeSet<>();
        try (BufferedReader in = new BufferedReader(new InputStreamReader(ReachableTest.class.getResourceAsStream(LIST),
                StandardCharsets.UTF_8))) {
            in.lines().map(String::strip).filter(line -> !line.isEmpty() && !line.startsWith("#")).forEach(lines::add);
        }
        return lines;
    }

    @Test
    void allMethodsThatAnApplicationCanCallAreOnTheList() throws Exception {
        Set<String> reachable = reachable();
        Set<String> allowed = allowed();
        Set<String> unknown = new TreeSet<>(reachable);
        unknown.removeIf(name -> allowed.contains(name) || allowed.contains(name.substring(0, name.lastIndexOf('.')) + ".*"));
        assertThat(unknown).as("what changes how or whether anything is recorded asks for a lookup, see OwnCode; anything else"
                + " that is new belongs into %s, with its reason", LIST).isEmpty();
        assertThat(allowed).as("is still there").allMatch(line -> reachable.stream()
                .anyMatch(name -> line.endsWith("*") ? name.startsWith(line.substring(0, line.length() - 1)) : name.equals(line)));
    }

    @Test
    void aLookupOfAnotherClassIsRefused() {
        assertThatThrownBy(() -> Checker.ofThisJvm(MethodHandles.publicLookup())).isInstanceOf(IllegalCallerException.class);
        assertThatThrownBy(() -> Checker.ofThisJvm(MethodHandles.lookup().in(Checker.class)))
                .as("a lookup made for another class has not all its rights").isInstanceOf(IllegalCallerException.class);
        assertThatThrownBy(() -> OwnCode.require(MethodHandles.lookup().in(Test.class))).isInstanceOf(IllegalCallerException.class)
                .hasMessageContaining(Test.class.getName());
        OwnCode.require(MethodHandles.lookup());
    }

    @Test
    void onlyTheVirtualMachineStartsTheAgent() {
        Instrumentation made = (Instrumentation) Proxy.newProxyInstance(ReachableTest.class.getClassLoader(),
                new Class<?>[] {Instrumentation.class}, (proxy, method, arguments) -> null);
        assertThatThrownBy(() -> OwnCode.require(made)).isInstanceOf(IllegalCallerException.class);
    }
}
