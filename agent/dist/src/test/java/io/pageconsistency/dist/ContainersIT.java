package io.pageconsistency.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.File;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

import com.google.gson.Gson;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;

/** What the documentation has for Kubernetes: read as Kubernetes reads it, and the JVM of the pod started with its options. */
class ContainersIT {
    private static final Pattern YAML = Pattern.compile("^```yaml\\R(?<text>.*?)^```$", Pattern.MULTILINE | Pattern.DOTALL);
    private static final List<JsonObject> OBJECTS = new ArrayList<>();

    @TempDir
    private Path directory;

    @BeforeAll
    static void read() throws IOException {
        Matcher block = YAML.matcher(Files.readString(Path.of(System.getProperty("containers.page"))));
        while (block.find()) {
            new Load(LoadSettings.builder().build()).loadAllFromString(block.group("text"))
                    .forEach(object -> OBJECTS.add(new Gson().toJsonTree(object).getAsJsonObject()));
        }
    }

    @Test
    void kubernetesKnowsEveryFieldAndMissesNone() {
        assertThat(OBJECTS).extracting(object -> object.get("kind").getAsString()).containsExactly("Deployment", "PersistentVolumeClaim");
        assertThat(OBJECTS).allSatisfy(ContainersIT::validate);
    }

    @Test
    void whatIsMountedIsThereAndWhatIsCopiedIsWhatIsStarted() {
        JsonObject pod = pod();
        JsonObject copying = pod.getAsJsonArray("initContainers").get(0).getAsJsonObject();
        JsonObject service = service(pod);
        List<String> volumes = all(pod, "volumes", "name");

        assertThat(volumes).containsAll(all(copying, "volumeMounts", "name")).containsAll(all(service, "volumeMounts", "name"));
        String copy = copying.getAsJsonArray("command").get(2).getAsString();
        assertThat(options(service)).startsWith("-javaagent:" + copy + "=");
        assertThat(all(copying, "volumeMounts", "mountPath")).contains(new File(copy).getParent());
        assertThat(OBJECTS.get(1).getAsJsonObject("metadata").get("name"))
                .isEqualTo(pod.getAsJsonArray("volumes").get(volumes.indexOf("evidence")).getAsJsonObject()
                        .getAsJsonObject("persistentVolumeClaim").get("claimName"));
    }

    @Test
    void theServiceStartsWithTheseOptionsAndLeavesItsRecording() throws Exception {
        Path evidence = Files.createDirectory(directory.resolve("evidence"));
        String option = options(service(pod())).replace("/agent/page-consistency.jar", Jar.FILE.toString())
                .replace("/evidence/", evidence + "/").replace("$(POD_NAME)", "shop-5d9c7");

        Jvm jvm = Jvm.run(directory.toFile(), Application.class, List.of(option));

        assertThat(jvm.status()).isEqualTo(Application.STATUS);
        assertThat(jvm.out()).contains("active: true");
        assertThat(evidence.toFile().list()).singleElement().asString().matches("shop-5d9c7-[\\d_]+\\.jfr");
    }

    /** The rules above would pass over models that take everything. */
    @Test
    void aFieldThatIsMisspeltIsNoticed() {
        JsonObject misspelt = OBJECTS.get(0).deepCopy();
        JsonObject mount = service(misspelt.getAsJsonObject("spec").getAsJsonObject("template").getAsJsonObject("spec"))
                .getAsJsonArray("volumeMounts").get(0).getAsJsonObject();
        mount.addProperty("readonly", mount.remove("readOnly").getAsBoolean());

        assertThatThrownBy(() -> validate(misspelt)).rootCause().hasMessageContaining("`readonly`");
    }

    private static void validate(JsonObject object) throws ReflectiveOperationException {
        String kind = object.get("kind").getAsString();
        String[] version = object.get("apiVersion").getAsString().split("/");
        String model = Character.toUpperCase(version[version.length - 1].charAt(0)) + version[version.length - 1].substring(1) + kind;
        try {
            Class.forName("io.kubernetes.client.openapi.models." + model).getMethod("validateJsonElement", JsonElement.class)
                    .invoke(null, object);
        } catch (InvocationTargetException e) {
            throw new AssertionError(kind, e.getCause());
        }
    }

    private static JsonObject pod() {
        return OBJECTS.get(0).getAsJsonObject("spec").getAsJsonObject("template").getAsJsonObject("spec");
    }

    private static JsonObject service(JsonObject pod) {
        return pod.getAsJsonArray("containers").get(0).getAsJsonObject();
    }

    private static String options(JsonObject container) {
        return elements(container.getAsJsonArray("env")).stream()
                .filter(variable -> variable.get("name").getAsString().equals("JAVA_TOOL_OPTIONS")).findFirst().orElseThrow()
                .get("value").getAsString();
    }

    private static List<String> all(JsonObject object, String array, String member) {
        return elements(object.getAsJsonArray(array)).stream().map(element -> element.get(member).getAsString()).toList();
    }

    private static List<JsonObject> elements(JsonArray array) {
        return StreamSupport.stream(array.spliterator(), false).map(JsonElement::getAsJsonObject).toList();
    }
}
