package io.pageconsistency.cli.holders;

import java.time.Instant;

import io.pageconsistency.HeldMemory;
import io.pageconsistency.HolderFigures;
import io.pageconsistency.agent.output.console.Json;

/** The holders of memory as one JSON object on one line. Field names are stable; docs/operating.md lists them. */
final class HoldersJson {
    private HoldersJson() {
    }

    static String of(long pid, String name, long now, HeldMemory held) {
        Json json = new Json().open(null, '{').string("time", Instant.ofEpochMilli(now).toString()).number("pid", pid)
                .string("name", name).number("bytes", held.getBytes()).number("pieces", held.getPieces())
                .number("recordedBytes", held.getRecordedBytes()).number("recordedPieces", held.getRecordedPieces())
                .bool("extrapolated", held.getRecordedPieces() != 0 && held.getRecordedPieces() != held.getPieces())
                .number("constantBytes", held.getConstantBytes()).number("constantPieces", held.getConstantPieces())
                .open("holders", '[');
        held.getHolders().forEach(holder -> holder(json, holder, now));
        return json.close(']').close('}').toString();
    }

    private static void holder(Json json, HolderFigures holder, long now) {
        json.open(null, '{').string("allocator", holder.getAllocator()).number("bytes", holder.getBytes())
                .number("pieces", holder.getPieces()).number("estimatedBytes", holder.getEstimatedBytes())
                .number("estimatedPieces", holder.getEstimatedPieces());
        if (holder.getOldestEpochMillis() == 0) {
            json.string("oldest", null).string("ageMillis", null);
        } else {
            json.string("oldest", Instant.ofEpochMilli(holder.getOldestEpochMillis()).toString())
                    .number("ageMillis", Math.max(0, now - holder.getOldestEpochMillis()));
        }
        json.bool("constant", holder.isConstant()).open("stack", '[');
        for (String frame : holder.getStack()) {
            json.string(null, frame);
        }
        json.close(']').close('}');
    }
}
