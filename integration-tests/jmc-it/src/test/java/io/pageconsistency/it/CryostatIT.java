package io.pageconsistency.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.openjdk.jmc.flightrecorder.configuration.events.EventConfiguration;
import org.openjdk.jmc.flightrecorder.configuration.model.xml.XMLModel;
import org.openjdk.jmc.flightrecorder.configuration.model.xml.XMLValidationResult;
import org.projectnessie.cel.EnvOption;
import org.projectnessie.cel.Library;
import org.projectnessie.cel.ProgramOption;
import org.projectnessie.cel.checker.Decls;
import org.projectnessie.cel.common.types.ListT;
import org.projectnessie.cel.interpreter.functions.Overload;
import org.projectnessie.cel.tools.ScriptHost;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;

import jdk.jfr.Configuration;

/** The automated rule and the event template for Cryostat, read with the libraries that Cryostat uses. */
@Tag("ends")
class CryostatIT {
    /** The fields of Cryostat's class {@code Rule} that users may set. */
    private static final Set<String> FIELDS = Set.of("name", "description", "matchExpression", "eventSpecifier", "archivalPeriodSeconds",
            "initialDelaySeconds", "preservedArchives", "maxAgeSeconds", "maxSizeBytes", "metadata", "enabled");

    private static JsonObject rule() throws IOException {
        return JsonParser.parseString(Files.readString(Documentation.file("docs/cryostat/page-consistency.json"))).getAsJsonObject();
    }

    @Test
    void theRuleHasTheFieldsThatCryostatReads() throws Exception {
        assertThat(rule().keySet()).isSubsetOf(FIELDS).contains("name", "description", "matchExpression", "eventSpecifier", "metadata");
        assertThat(rule().get("name").getAsString()).matches("\\w+");
        // Both must be set, otherwise nothing is archived.
        assertThat(rule().get("archivalPeriodSeconds").getAsInt()).isPositive();
        assertThat(rule().get("preservedArchives").getAsInt()).isPositive();
        // Events must be kept as long as the time between two archivals.
        assertThat(rule().get("maxAgeSeconds").getAsInt()).isGreaterThan(rule().get("archivalPeriodSeconds").getAsInt());
    }

    /** Cryostat takes the template's name from its label. */
    @Test
    void theRuleNamesTheTemplate() throws Exception {
        XMLModel model;
        try (InputStream in = Files.newInputStream(Recorded.settings())) {
            model = EventConfiguration.createModel(in);
        }
        model.checkErrors();
        assertThat(model.getResults()).filteredOn(XMLValidationResult::isError).isEmpty();
        EventConfiguration configuration = new EventConfiguration(model);
        assertThat(rule().get("eventSpecifier").getAsString())
                .isEqualTo("template=" + configuration.getName().replaceAll("[\\W]+", "_") + ",type=PRESET");
        assertThat(configuration.getDescription()).isNotBlank();
        assertThat(Configuration.create(Recorded.settings()).getProvider()).isNotBlank();
    }

    @Test
    void theRuleIsForTargetsWithTheAgent() throws Exception {
        assertThat(matches("jdk.CPULoad", "io.pageconsistency.Violation")).isTrue();
        assertThat(matches("jdk.CPULoad")).isFalse();
    }

    private static boolean matches(String... eventTypes) throws Exception {
        return ScriptHost.newBuilder().build().buildScript(rule().get("matchExpression").getAsString())
                .withDeclarations(Decls.newVar("target", Decls.Dyn)).withLibraries(new EventTypes(eventTypes)).build()
                .execute(Boolean.class, Map.of("target", Map.of("alias", "service")));
    }

    /** Cryostat's own function, for a target with these types of events. */
    private record EventTypes(String... names) implements Library {
        private static final String FUNCTION = "jfrEventTypeIds";

        @Override
        public List<EnvOption> getCompileOptions() {
            return List.of(EnvOption.declarations(Decls.newFunction(FUNCTION,
                    Decls.newOverload(FUNCTION, List.of(Decls.Dyn), Decls.newListType(Decls.String)))));
        }

        @Override
        public List<ProgramOption> getProgramOptions() {
            return List.of(ProgramOption.functions(Overload.unary(FUNCTION,
                    target -> ListT.newStringArrayList(names))));
        }
    }
}
