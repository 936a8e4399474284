package io.pageconsistency.verdict;

import io.pageconsistency.Extent;
import io.pageconsistency.Operation;
import io.pageconsistency.bitmap.Finding;
import io.pageconsistency.bitmap.SlotMap;
import io.pageconsistency.region.Region;

/**
 * A slot of a run.
 *
 * @param page the first page of the run
 * @param map null if the run is not cut; then the slot's position is known only if the run was cut before
 */
public record Slot(Region region, long page, long runPages, SlotMap map, int slot) implements Unit {
    public Slot(Region region, long page, SlotMap map, int slot) {
        this(region, page, map.runPages(), map, slot);
    }

    private boolean isThere() {
        return map != null && slot >= 0 && slot < map.slots();
    }

    private long length() {
        long cut = region.slotSize(page);
        return map != null ? map.slotSize() : cut != 0 ? cut : Math.max(1, region.lengthOf(page, runPages));
    }

    @Override
    public Extent extent() {
        long address = region.address() == 0 ? 0 : map == null ? region.placeOf(page) : start();
        return new Extent(page, runPages, slot, address, map == null ? region.lengthOf(page, runPages) : map.slotSize());
    }

    @Override
    public long start() {
        return region.placeOf(page) + (map != null ? slot * map.slotSize() : slot * region.slotSize(page));
    }

    @Override
    public long end() {
        return start() + length();
    }

    @Override
    public boolean isPiece() {
        return true;
    }

    @Override
    public long apply(Operation operation) {
        return switch (operation) {
            case RESERVE -> map.reserve(slot);
            case RELEASE -> map.release(slot);
            case HAND_OUT -> map.handOut(slot);
            default -> map.takeBack(slot);
        };
    }

    @Override
    public Objection beside(Repair repair) {
        return Bytes.beside(this);
    }

    @Override
    public boolean isMarked(Parties parties) {
        return map.isMarked(slot);
    }

    @Override
    public void mark(boolean onRecord) {
        map.mark(slot, onRecord);
        long page = region.pageAt(start());
        if (region.placeOf(page) == start()) {
            // The page gets the mark, too: after the run is no longer cut, the memory that begins here is found by its page.
            region.pages.mark(page, onRecord);
        }
    }

    @Override
    public long placeOf(long finding) {
        return start();
    }

    @Override
    public Unit holderOf(long place) {
        return this;
    }

    @Override
    public void repair(Repair repair, Operation operation) {
        if (map != null) {
            repair.repair(region, page, map, operation);
        }
    }

    @Override
    public void force(Operation operation) {
        if (map != null) {
            map.force(operation, slot);
        }
    }

    @Override
    public void undoHandOut() {
        map.takeBack(slot);
    }

    @Override
    public Aftermath aftermath(Operation operation, Finding finding, long place) {
        Aftermath aftermath = new Aftermath(operation, region, true);
        if (map == null) {
            aftermath.add(start(), end(), 0);
        } else if (isThere()) {
            aftermath.add(start(), end(), Slots.stateOf(map, slot));
            aftermath.unlessAny(start(), end(), finding);
        }
        return aftermath;
    }

    @Override
    public String detail(Finding finding, long place) {
        return "";
    }

    @Override
    public Involved involved(Parties parties, long place) {
        return place == start() ? parties.involved(region, place) : Unit.super.involved(parties, place);
    }
}
