package io.pageconsistency.cli.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

import io.pageconsistency.recording.Fleet;

/** A report as one HTML page that contains all scripts, styles and data. */
final class FleetHtml {
    /** In the order of their dependencies. */
    private static final String[] SCRIPTS = {"libraries/uPlot.iife.min.js", "libraries/d3.min.js", "libraries/d3-flamegraph.umd.min.js",
        "format.js", "faults.js", "film.js", "pagemap.js", "occupancy.js", "holders.js", "coverage.js", "report.js"};
    /** These licences must be distributed with the libraries. */
    private static final String[] LICENCES = {"libraries/uPlot.LICENSE", "libraries/d3.LICENSE"};
    private static final String[] STYLES = {"libraries/uPlot.min.css", "report.css"};

    private FleetHtml() {
    }

    static String of(Fleet fleet, String version) {
        StringBuilder styles = new StringBuilder();
        for (String style : STYLES) {
            styles.append("<style>\n").append(read(style)).append("\n</style>\n");
        }
        StringBuilder scripts = new StringBuilder();
        for (String licence : LICENCES) {
            scripts.append("<!--\n").append(read(licence)).append("\n-->\n");
        }
        for (String script : SCRIPTS) {
            scripts.append("<script>\n").append(read(script)).append("\n</script>\n");
        }
        String page = read("report.html");
        int style = page.indexOf("<!--styles-->");
        int data = page.indexOf("<!--data-->");
        int script = page.indexOf("<!--scripts-->");
        return page.substring(0, style) + styles + page.substring(style + "<!--styles-->".length(), data)
                + "<script type=\"application/json\" id=\"data\">" + inScript(FleetJson.of(fleet, version, true)) + "</script>\n"
                + page.substring(data + "<!--data-->".length(), script) + scripts + page.substring(script + "<!--scripts-->".length());
    }

    /** Escapes text from outside that could end the script element. */
    private static String inScript(String json) {
        return json.replace("<", "\\u003c");
    }

    private static String read(String name) {
        try (InputStream in = FleetHtml.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IOException("the jar has lost it");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(name, e);
        }
    }
}
