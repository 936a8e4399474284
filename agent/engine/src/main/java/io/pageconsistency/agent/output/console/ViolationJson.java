package io.pageconsistency.agent.output.console;

import io.pageconsistency.Extent;
import io.pageconsistency.LabelledParty;
import io.pageconsistency.Party;
import io.pageconsistency.PastTransfer;
import io.pageconsistency.Violation;

/** Formats a violation as one line of JSON. Fields that the JFR event has, too, have the same names. */
final class ViolationJson {
    private ViolationJson() {
    }

    static String of(Violation violation) {
        Extent extent = violation.extent();
        Json json = new Json().open(null, '{')
                .string("time", violation.when().toString())
                .string("kind", violation.kind().name())
                .number("sequence", violation.sequence())
                .number("cause", violation.cause())
                .bool("counted", violation.isCounted());
        if (violation.isSuspect()) {
            json.bool("suspect", true);
        }
        if (violation.isRefusedByLibrary()) {
            json.bool("refusedByLibrary", true);
        }
        json.string("fingerprint", violation.fingerprint()).number("repeat", violation.repeat());
        json.string("operation", violation.operation().label())
                .string("allocator", violation.allocator())
                .number("regionId", violation.regionId())
                .string("region", violation.region())
                .number("page", extent.page())
                .number("pageCount", extent.pageCount());
        if (extent.isSlot()) {
            json.number("slot", extent.slot());
        }
        // A string, because some readers of JSON keep fewer than 64 bits of a number.
        json.string("address", extent.address() == 0 ? null : "0x" + Long.toHexString(extent.address()))
                .number("length", extent.length());
        if (extent.offset() != Extent.NO_OFFSET) {
            json.number("offset", extent.offset());
        }
        json.string("explanation", violation.explanation())
                .string("thread", violation.thread());
        stack(json, violation.stack());
        party(json, "allocatedBy", violation.allocatedBy());
        party(json, "freedBy", violation.freedBy());
        if (!violation.earlierTransfers().isEmpty()) {
            json.open("earlier", '[');
            for (PastTransfer transfer : violation.earlierTransfers()) {
                json.open(null, '{').string("operation", transfer.operation().label());
                party(json, "party", transfer.party());
                json.close('}');
            }
            json.close(']');
        }
        if (!violation.parties().isEmpty()) {
            json.open("parties", '[');
            for (LabelledParty each : violation.parties()) {
                json.open(null, '{').string("label", each.label());
                party(json, "party", each.party());
                json.close('}');
            }
            json.close(']');
        }
        return json.close('}').toString();
    }

    private static void party(Json json, String key, Party party) {
        if (party != null) {
            json.open(key, '{').string("time", party.when().toString()).string("thread", party.thread());
            stack(json, party.stack());
            json.close('}');
        }
    }

    private static void stack(Json json, StackTraceElement[] frames) {
        json.open("stack", '[');
        for (StackTraceElement frame : frames) {
            json.string(null, frame.toString());
        }
        json.close(']');
    }
}
