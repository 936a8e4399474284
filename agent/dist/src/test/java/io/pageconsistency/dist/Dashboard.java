package io.pageconsistency.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;

/** The dashboard that the documentation has for Grafana, as far as it can be judged without Grafana. */
final class Dashboard {
    private static final Pattern METRIC = Pattern.compile("page_consistency_\\w+");
    private static final Pattern VARIABLE = Pattern.compile("\\$\\{?(\\w+)");
    /** Grafana's own. */
    private static final Set<String> BUILT_IN = Set.of("__range", "__rate_interval", "__all");
    private static final int COLUMNS = 24;

    private final JsonObject dashboard;

    private Dashboard(JsonObject dashboard) {
        this.dashboard = dashboard;
    }

    static Dashboard read(Path file) throws IOException {
        return new Dashboard(JsonParser.parseString(Files.readString(file)).getAsJsonObject());
    }

    private List<JsonObject> panels() {
        return objects(dashboard, "panels");
    }

    private static List<JsonObject> objects(JsonObject parent, String name) {
        return StreamSupport.stream(parent.getAsJsonArray(name).spliterator(), false).map(JsonElement::getAsJsonObject).toList();
    }

    private static String text(JsonObject object, String name) {
        return object.get(name).getAsString();
    }

    /** All queries. */
    private List<String> expressions() {
        List<String> expressions = new ArrayList<>();
        panels().stream().filter(panel -> panel.has("targets")).flatMap(panel -> objects(panel, "targets").stream())
                .forEach(target -> expressions.add(text(target, "expr")));
        objects(dashboard.getAsJsonObject("annotations"), "list").forEach(annotation -> expressions.add(text(annotation, "expr")));
        objects(dashboard.getAsJsonObject("templating"), "list").stream().filter(variable -> text(variable, "type").equals("query"))
                .forEach(variable -> expressions.add(text(variable, "definition")));
        return expressions;
    }

    Set<String> metrics() {
        return expressions().stream().flatMap(expression -> METRIC.matcher(expression).results()).map(MatchResult::group)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** What Grafana would stumble over, or show in a muddle. */
    void isSound() {
        assertThat(text(dashboard, "title")).isNotBlank();
        assertThat(text(dashboard, "uid")).matches("[\\w-]{1,40}");
        assertThat(dashboard.get("schemaVersion").getAsInt()).isGreaterThan(30);
        Set<String> variables = objects(dashboard.getAsJsonObject("templating"), "list").stream().map(variable -> text(variable, "name"))
                .collect(Collectors.toSet());
        variables.addAll(BUILT_IN);
        assertThat(VARIABLE.matcher(dashboard.toString()).results().map(result -> result.group(1))).isNotEmpty()
                .isSubsetOf(variables);
        assertThat(panels()).extracting(panel -> panel.get("id").getAsInt()).doesNotHaveDuplicates();
        Set<List<Integer>> taken = new HashSet<>();
        for (JsonObject panel : panels()) {
            assertThat(text(panel, "title")).isNotBlank();
            assertThat(text(panel, "type")).isIn("row", "stat", "table", "timeseries");
            places(panel, taken);
            if (!text(panel, "type").equals("row")) {
                assertThat(objects(panel, "targets")).isNotEmpty().extracting(target -> text(target, "refId")).doesNotHaveDuplicates();
            }
        }
        assertThat(expressions()).isNotEmpty().allSatisfy(Dashboard::isBalanced);
    }

    /** No panel covers another. */
    private static void places(JsonObject panel, Set<List<Integer>> taken) {
        JsonObject place = panel.getAsJsonObject("gridPos");
        for (int x = 0; x < place.get("w").getAsInt(); x++) {
            for (int y = 0; y < place.get("h").getAsInt(); y++) {
                int column = place.get("x").getAsInt() + x;
                assertThat(column).isLessThan(COLUMNS);
                assertThat(taken.add(List.of(column, place.get("y").getAsInt() + y))).as(text(panel, "title")).isTrue();
            }
        }
    }

    private static void isBalanced(String expression) {
        for (String pair : new String[] {"()", "{}", "[]"}) {
            assertThat(expression.chars().filter(c -> c == pair.charAt(0)).count()).as(expression)
                    .isEqualTo(expression.chars().filter(c -> c == pair.charAt(1)).count());
        }
    }
}
