package io.pageconsistency.cli.report;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.pageconsistency.agent.output.console.Json;
import io.pageconsistency.recording.Fault;
import io.pageconsistency.recording.Fleet;
import io.pageconsistency.recording.JvmRecording;
import io.pageconsistency.recording.ModuleState;
import io.pageconsistency.recording.PoolHistory;
import io.pageconsistency.recording.RegionLife;
import io.pageconsistency.recording.Verdict;
import io.pageconsistency.recording.event.Frame;
import io.pageconsistency.recording.finding.EarlierParty;
import io.pageconsistency.recording.finding.Finding;
import io.pageconsistency.recording.finding.HeldPlace;
import io.pageconsistency.recording.finding.HeldSnapshot;

/** A report as one JSON object. Field names are stable; docs/report.md lists them. */
final class FleetJson {
    private final Fleet fleet;
    private final boolean withPages;
    private final Json json = new Json();
    private final Map<JvmRecording, Integer> numbers = new LinkedHashMap<>();

    /** @param withPages whether the states of all pages over time are included, which make up most of the text */
    FleetJson(Fleet fleet, boolean withPages) {
        this.fleet = fleet;
        this.withPages = withPages;
        fleet.jvms().forEach(jvm -> numbers.put(jvm, numbers.size()));
    }

    static String of(Fleet fleet, String version, boolean withPages) {
        return new FleetJson(fleet, withPages).write(version);
    }

    private String write(String version) {
        Verdict verdict = fleet.verdict();
        json.open(null, '{').string("version", version).open("verdict", '{').string("light", verdict.light().name().toLowerCase(java.util.Locale.ROOT))
                .string("sentence", verdict.sentence()).open("notes", '[');
        verdict.notes().forEach(note -> json.string(null, note));
        json.close(']').close('}').open("faults", '[');
        fleet.faults().forEach(this::fault);
        json.close(']').open("jvms", '[');
        fleet.jvms().forEach(this::jvm);
        json.close(']');
        if (withPages) {
            help();
        }
        return json.close('}').toString();
    }

    /** The documentation of each kind, for readers without access to it. */
    private void help() {
        json.open("help", '{');
        fleet.faults().stream().map(Fault::kind).distinct().forEach(kind -> json.string(kind, Pages.text(kind)));
        json.close('}');
    }

    private void fault(Fault fault) {
        Finding first = fault.first();
        json.open(null, '{').string("kind", fault.kind()).string("summary", first.summary())
                .string("about", Pages.about(fault.kind()))
                .bool("counted", fault.isCounted()).bool("leak", fault.isLeak()).bool("suspect", first.suspect())
                .string("fingerprint", first.fingerprint()).number("count", fault.count()).number("followUps", fault.followUps())
                .string("allocator", first.allocator()).bool("blamed", first.isBlamed()).string("guilty", text(fault.guilty())).string("earlier", text(fault.earlier()))
                .string("earlierRole", first.earlierGaveBack() ? "given back before by" : "taken by").open("jvms", '[');
        fault.counts().forEach((jvm, count) -> json.open(null, '{').number("jvm", numbers.get(jvm)).number("count", count).close('}'));
        json.close(']').open("occurrences", '[');
        fault.occurrences().forEach(occurrence -> occurrence(occurrence.jvm(), occurrence.finding()));
        json.close(']').close('}');
    }

    private void occurrence(JvmRecording jvm, Finding finding) {
        json.open(null, '{').number("jvm", numbers.get(jvm)).number("sequence", finding.sequence()).number("time", finding.time())
                .string("thread", finding.thread()).number("region", finding.regionId()).number("page", finding.page())
                .number("pages", finding.pageCount()).string("address", address(finding.address()))
                .string("guilty", text(finding.guilty()));
        frames("stack", finding.stack());
        party("freedBy", finding.freedBy());
        party("allocatedBy", finding.allocatedBy());
        json.close('}');
    }

    private void party(String key, EarlierParty party) {
        if (party == null) {
            json.string(key, null);
            return;
        }
        json.open(key, '{').string("thread", party.thread()).string("when", party.when());
        frames("stack", party.stack());
        json.string("caller", text(party.caller())).number("more", party.more()).close('}');
    }

    private void frames(String key, List<Frame> frames) {
        json.open(key, '[');
        frames.forEach(frame -> json.string(null, frame.toString()));
        json.close(']');
    }

    private static String text(Frame frame) {
        return frame == null ? null : frame.toString();
    }

    private static String address(long address) {
        return address == 0 ? null : "0x" + Long.toHexString(address);
    }

    private void jvm(JvmRecording jvm) {
        json.open(null, '{').string("name", jvm.name());
        JvmRecording.Identity identity = jvm.identity();
        if (identity != null) {
            json.string("host", identity.host()).number("pid", identity.pid()).string("program", identity.program())
                    .string("java", identity.java()).string("agent", identity.agent());
            time("started", identity.started() == 0 ? -1 : identity.started());
        }
        time("start", jvm.firstTime() == Long.MAX_VALUE ? -1 : jvm.firstTime());
        time("end", jvm.lastTime() == Long.MIN_VALUE ? -1 : jvm.lastTime());
        json.open("files", '[');
        jvm.files().forEach(file -> json.string(null, file));
        json.close(']').open("problems", '[');
        jvm.problems().forEach(problem -> json.string(null, problem));
        json.close(']');
        coverage(jvm);
        findings(jvm);
        json.open("pools", '[');
        jvm.pools().forEach(this::pool);
        json.close(']').open("regions", '[');
        jvm.regions().forEach(this::region);
        json.close(']').open("holders", '[');
        jvm.snapshots().forEach(this::snapshot);
        json.close(']');
        if (withPages) {
            new FilmJson(json).write(jvm.film());
        }
        json.close('}');
    }

    private void time(String key, long time) {
        if (time < 0) {
            json.string(key, null);
        } else {
            json.number(key, time);
        }
    }

    private void coverage(JvmRecording jvm) {
        json.bool("checked", jvm.coverage().isChecked()).string("doubt", jvm.coverage().doubt())
                .number("trackedBytes", jvm.coverage().trackedBytes()).number("directBytes", jvm.coverage().directBytes())
                .number("swallowedErrors", jvm.coverage().swallowedErrors()).number("violationsBefore", jvm.coverage().violationsBefore())
                .number("validations", jvm.validations()).number("operations", jvm.film().operations()).open("modules", '[');
        for (ModuleState module : jvm.coverage().modules()) {
            json.open(null, '{').string("module", module.module()).string("where", module.where()).number("declared", module.declared())
                    .number("woven", module.woven()).bool("firstEventSeen", module.firstEventSeen()).string("refused", module.refused())
                    .close('}');
        }
        json.close(']');
    }

    /** All findings, including follow-ups, because lists and maps mark them. */
    private void findings(JvmRecording jvm) {
        json.number("findingsLeftOut", jvm.findingsLeftOut()).open("findings", '[');
        for (Finding finding : jvm.findings()) {
            json.open(null, '{').string("kind", finding.kind()).number("sequence", finding.sequence()).number("cause", finding.cause())
                    .number("time", finding.time()).number("region", finding.regionId()).number("page", finding.page())
                    .number("pages", finding.pageCount()).bool("counted", finding.isCounted()).close('}');
        }
        json.close(']');
    }

    private void pool(PoolHistory pool) {
        json.open(null, '{').string("allocator", pool.allocator()).open("points", '[');
        for (int i = 0; i < pool.size(); i++) {
            PoolHistory.Point point = pool.point(i);
            json.open(null, '{').number("time", point.time()).number("regions", point.regions()).number("capacity", point.capacity())
                    .number("reserved", point.reserved()).number("held", point.held()).close('}');
        }
        json.close(']').close('}');
    }

    private void region(RegionLife region) {
        json.open(null, '{').number("id", region.id()).string("allocator", region.allocator())
                .string("address", address(region.address())).number("capacity", region.capacity()).number("pageSize", region.pageSize())
                .number("pages", region.pageCount()).number("held", region.held()).number("reserved", region.reserved());
        time("opened", region.opened());
        time("closed", region.closed());
        json.close('}');
    }

    private void snapshot(HeldSnapshot snapshot) {
        json.open(null, '{').number("time", snapshot.time()).open("places", '[');
        for (HeldPlace place : snapshot.places()) {
            json.open(null, '{').string("allocator", place.allocator()).number("bytes", place.bytes()).number("pieces", place.pieces())
                    .number("estimatedBytes", place.estimatedBytes()).number("estimatedPieces", place.estimatedPieces());
            time("ageMillis", place.ageMillis());
            json.bool("constant", place.constant());
            frames("stack", place.calls());
            json.close('}');
        }
        json.close(']').close('}');
    }
}
