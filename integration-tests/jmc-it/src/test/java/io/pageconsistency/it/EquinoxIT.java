package io.pageconsistency.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.concurrent.RunnableFuture;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;

import org.eclipse.osgi.launch.EquinoxFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openjdk.jmc.common.IState;
import org.openjdk.jmc.common.item.IItemCollection;
import org.openjdk.jmc.common.item.IItemFilter;
import org.openjdk.jmc.common.item.ItemFilters;
import org.openjdk.jmc.common.item.PersistableItemFilter;
import org.openjdk.jmc.common.util.StateToolkit;
import org.openjdk.jmc.flightrecorder.JfrLoaderToolkit;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.launch.Framework;
import org.osgi.framework.wiring.BundleWiring;

/**
 * The plug-in in the framework that Mission Control runs on, with those of Mission Control's bundles that Maven Central has.
 *
 * <p>The bundle with the user interface is not available. A bundle with nothing but its extension point replaces it.
 */
@Tag("ends")
class EquinoxIT {
    private static final String RULES = "org.openjdk.jmc.flightrecorder.rules.ruleProvider";
    private static final String PAGES = "org.openjdk.jmc.flightrecorder.ui.datapage";
    private static final String PLUGIN = "io.pageconsistency.jmc";

    @TempDir
    private static Path storage;
    private static Framework framework;
    private static Bundle plugin;
    private static Object registry;

    @BeforeAll
    static void start() throws Exception {
        framework = new EquinoxFactory().newFramework(Map.of(Constants.FRAMEWORK_STORAGE, storage.toString(),
                "osgi.install.area", storage.toUri().toString(), "osgi.configuration.area", storage.toUri().toString(),
                // Mission Control's own classes must come from its bundles, not from the class path of the test.
                Constants.FRAMEWORK_BUNDLE_PARENT, Constants.FRAMEWORK_BUNDLE_PARENT_EXT));
        framework.start();
        BundleContext context = framework.getBundleContext();
        List<Bundle> bundles = new ArrayList<>();
        try (Stream<Path> jars = Files.list(Path.of(System.getProperty("it.directory"), "bundles"))) {
            for (Path jar : jars.sorted().toList()) {
                bundles.add(context.installBundle(jar.toUri().toString()));
            }
        }
        bundles.add(context.installBundle("stub", userInterface()));
        plugin = context.installBundle(Path.of(System.getProperty("it.plugin")).toUri().toString());
        bundles.add(plugin);
        for (Bundle bundle : bundles) {
            bundle.start();
        }
        ServiceReference<?> reference = context.getServiceReference("org.eclipse.core.runtime.IExtensionRegistry");
        registry = context.getService(reference);
    }

    @AfterAll
    static void stop() throws BundleException, InterruptedException {
        framework.stop();
        framework.waitForStop(0);
    }

    private static InputStream userInterface() throws Exception {
        Manifest manifest = new Manifest();
        Attributes attributes = manifest.getMainAttributes();
        attributes.putValue("Manifest-Version", "1.0");
        attributes.putValue("Bundle-ManifestVersion", "2");
        attributes.putValue("Bundle-SymbolicName", "org.openjdk.jmc.flightrecorder.ui;singleton:=true");
        attributes.putValue("Bundle-Version", "9.1.2");
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JarOutputStream jar = new JarOutputStream(bytes, manifest)) {
            jar.putNextEntry(new ZipEntry("plugin.xml"));
            jar.write("<?eclipse version=\"3.2\"?><plugin><extension-point id=\"datapage\" name=\"Pages\"/></plugin>"
                    .getBytes(StandardCharsets.UTF_8));
        }
        return new ByteArrayInputStream(bytes.toByteArray());
    }

    private static Object call(Object target, String method, Object... arguments) throws ReflectiveOperationException {
        for (Method candidate : target.getClass().getMethods()) {
            if (candidate.getName().equals(method) && candidate.getParameterCount() == arguments.length
                    && (arguments.length == 0 || candidate.getParameterTypes()[0].isInstance(arguments[0]))) {
                candidate.setAccessible(true);
                return candidate.invoke(target, arguments);
            }
        }
        throw new NoSuchMethodException(target.getClass() + "." + method);
    }

    /** The elements that the plug-in adds to an extension point. */
    private static List<Object> extensions(String point) throws ReflectiveOperationException {
        List<Object> own = new ArrayList<>();
        for (Object element : (Object[]) call(registry, "getConfigurationElementsFor", point)) {
            if (call(call(element, "getContributor"), "getName").equals(PLUGIN)) {
                own.add(element);
            }
        }
        return own;
    }

    @Test
    void itResolvesAndStarts() {
        assertThat(plugin.getState()).isEqualTo(Bundle.ACTIVE);
        assertThat(plugin.getSymbolicName()).isEqualTo(PLUGIN);
        assertThat(plugin.getVersion().toString()).startsWith("0.1.0");
    }

    /** Looks for rules as Mission Control does: through the class loader of each bundle that extends the point. */
    @Test
    void itsRulesAreFoundAndWork() throws Exception {
        assertThat(extensions(RULES)).hasSize(1);
        Bundle rulesBundle = bundle("org.openjdk.jmc.flightrecorder.rules");
        Class<?> rule = rulesBundle.loadClass("org.openjdk.jmc.flightrecorder.rules.IRule");
        ServiceLoader<?> rules = ServiceLoader.load(rule, plugin.adapt(BundleWiring.class).getClassLoader());
        Object items = bundle("org.openjdk.jmc.flightrecorder").loadClass("org.openjdk.jmc.flightrecorder.JfrLoaderToolkit")
                .getMethod("loadEvents", java.io.File.class).invoke(null, Recorded.FAULTY.file().toFile());
        List<String> results = new ArrayList<>();
        for (Object one : rules) {
            RunnableFuture<?> evaluation = (RunnableFuture<?>) rule.getMethods()[index(rule, "createEvaluation")]
                    .invoke(one, items, null, null);
            evaluation.run();
            Object result = evaluation.get();
            results.add(call(one, "getName") + ": " + call(result, "getSeverity"));
        }

        assertThat(results).containsExactlyInAnyOrder("Page Consistency: WARNING", "Page Consistency Leaks: OK",
                "Page Consistency Coverage: OK");
    }

    private static int index(Class<?> type, String method) {
        List<String> names = Stream.of(type.getMethods()).map(Method::getName).toList();
        return names.indexOf(method);
    }

    private static Bundle bundle(String name) {
        return Stream.of(framework.getBundleContext().getBundles()).filter(bundle -> name.equals(bundle.getSymbolicName()))
                .findFirst().orElseThrow();
    }

    /** Mission Control's generic page reads the state of each of our pages. The state names events, columns and a topic. */
    @Test
    void itsPagesShowTheAgentsEvents() throws Exception {
        List<Object> pages = extensions(PAGES);
        assertThat(pages).hasSize(1);
        assertThat(call(pages.get(0), "getAttribute", "weight")).asString().isGreaterThan("100");
        String file = (String) call(pages.get(0), "getAttribute", "file");
        IState root;
        try (InputStream in = plugin.getEntry(file).openStream()) {
            root = StateToolkit.fromXMLString(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        }
        IItemCollection items = JfrLoaderToolkit.loadEvents(Recorded.FAULTY.file().toFile());
        List<String> names = new ArrayList<>();
        check(root.getChildren("page"), items, names);

        assertThat(names).containsExactly("Page Consistency", "Occupancy", "Regions", "Coverage");
    }

    private static void check(IState[] pages, IItemCollection items, List<String> names) {
        for (IState page : pages) {
            assertThat(page.getAttribute("factory")).isEqualTo("org.openjdk.jmc.flightrecorder.ui.itemhandler");
            assertThat(page.getAttribute("id")).startsWith(PLUGIN);
            IState state = page.getChild("state");
            String name = state.getAttribute("name");
            names.add(name);
            assertThat(state.getAttribute("description")).as(name).isNotBlank();
            IItemFilter filter = PersistableItemFilter.readFrom(state.getChild("pageFilter"));
            IItemCollection shown = items.apply(filter);
            assertThat(shown.hasItems()).as(name).isTrue();
            assertThat(columnIds(state)).as(name).isNotEmpty().isSubsetOf(attributeIds(shown));
            check(page.getChildren("page"), items, names);
        }
        assertThat(items.apply(ItemFilters.typeMatches("io\\.pageconsistency\\..*")).hasItems()).isTrue();
    }

    private static List<String> columnIds(IState state) {
        return Stream.of(state.getChild("listAndChart").getChild("listSettings").getChildren("column"))
                .map(column -> column.getAttribute("id")).toList();
    }

    /** The identifiers of the columns, as Mission Control names them: its tables still use the deprecated method. */
    @SuppressWarnings("deprecation")
    private static Set<String> attributeIds(IItemCollection items) {
        Set<String> ids = new HashSet<>();
        items.forEach(lane -> lane.getType().getAttributes().forEach(attribute -> ids.add(
                attribute.getIdentifier() + ':' + attribute.getContentType().getIdentifier())));
        return ids;
    }
}
