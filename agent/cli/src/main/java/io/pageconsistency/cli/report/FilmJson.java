package io.pageconsistency.cli.report;

import java.util.List;

import io.pageconsistency.agent.output.console.Json;
import io.pageconsistency.recording.event.Frame;
import io.pageconsistency.recording.pages.PageChange;
import io.pageconsistency.recording.pages.PageFilm;
import io.pageconsistency.recording.pages.PageHolder;

/** The use of pages over time, in a compact format, because this is the largest part of a report. */
final class FilmJson {
    private final Json json;

    FilmJson(Json json) {
        this.json = json;
    }

    /**
     * Each change has these numbers: region, page, count, state, holder, milliseconds from the hand-out to the moment or -1,
     * pieces.
     */
    void write(PageFilm film) {
        json.open("film", '{').bool("incomplete", film.isIncomplete()).open("holders", '[');
        for (PageHolder holder : film.holders()) {
            json.open(null, '{').string("thread", holder.thread());
            frames(holder.calls());
            json.close('}');
        }
        json.close(']').open("moments", '[');
        for (PageFilm.Moment moment : film.moments()) {
            json.open(null, '[').number(null, moment.time()).open(null, '[');
            for (PageChange change : moment.changes()) {
                json.number(null, change.region()).number(null, change.page()).number(null, change.count())
                        .number(null, change.state().ordinal()).number(null, change.holder())
                        .number(null, change.since() < 0 ? -1 : Math.max(0, moment.time() - change.since())).number(null, change.pieces());
            }
            json.close(']').close(']');
        }
        json.close(']').close('}');
    }

    private void frames(List<Frame> calls) {
        json.open("stack", '[');
        calls.forEach(frame -> json.string(null, frame.toString()));
        json.close(']');
    }
}
