/** Street names that synthesis picks from; written here. */
export const NEW_STREETS: readonly string[] = (
  'Alder Almond Amber Applewood Ash Aspen Aster Autumn Bayberry Beacon Beechwood Birch Bluebird Bramble Briar Bridgewater Brookside ' +
  'Buttonwood Canyon Cardinal Cedar Chapel Cherry Chestnut Clearwater Clover Coral Cornerstone Cottonwood Crestview Cypress Dahlia Deer ' +
  'Dogwood Eagle Edgewood Elder Elm Evergreen Fairview Falcon Fawn Fern Fieldstone Forest Foxglove Garnet Glenwood Granite Greenbrier ' +
  'Hawthorn Hazel Heather Hemlock Heron Hickory Highland Hillcrest Holly Honeysuckle Hyacinth Indigo Iris Ivy Jasmine Juniper Kestrel ' +
  'Lakeview Larch Larkspur Laurel Lavender Lilac Linden Locust Lotus Magnolia Mallard Maple Marigold Meadow Mill Mimosa Mockingbird ' +
  'Mulberry Myrtle Nettle Oakdale Oakwood Olive Orchard Oriole Osprey Palm Pebble Pecan Peppermint Pheasant Pine Plum Poplar Prairie ' +
  'Primrose Quail Quarry Raven Redbud Redwood Ridgewood Riverbend Robin Rosemary Rosewood Rowan Saffron Sage Sandstone Sequoia Shadow ' +
  'Sierra Silver Sparrow Spring Spruce Stone Stonebridge Sumac Summit Sunflower Sunset Swallow Sycamore Tamarack Teal Thistle Thornwood ' +
  'Timber Tulip Valley Verbena Vine Violet Walnut Waterford Wheatfield Whispering Wildflower Willow Windmill Winter Wisteria Woodland Wren Yarrow'
).split(' ');
